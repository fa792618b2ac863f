// Interactive elements that are pressed: buttons, feedback, overflow; the rest are fields.
import { h } from './dom.js';
import { icon } from './icons.js';
import { menu } from './layer.js';
import { t } from './words.js';
import { plain } from './blocks.js';
import { field } from './fields.js';

const PRESSED = { button, workflow_button: button, icon_button: iconButton, feedback_buttons: feedback, overflow };

export function element(block, e, ctx) {
  const pressed = PRESSED[e.type];
  return pressed ? pressed(block, e, ctx) : field(block, e, ctx, { named: true });
}

function button(block, e, ctx) {
  const press = () => !node.hasAttribute('aria-busy') && ctx.act(block, e, {}, node);
  const common = { class: `button ${e.style ?? ''}`, 'aria-label': e.accessibility_label, data: { action: e.action_id ?? '' }, onclick: press };
  const safe = e.url && /^https?:|^mailto:/i.test(e.url);
  const node = safe
    ? h('a', { ...common, href: e.url, target: '_blank', rel: 'noopener noreferrer' }, plain(e.text))
    : h('button', { ...common, type: 'button' }, plain(e.text));
  return node;
}

const ICONS = { trash: 'close' };

function iconButton(block, e, ctx) {
  const node = h('button', { type: 'button', class: 'button quiet', 'aria-label': e.accessibility_label, onclick: () => ctx.act(block, e, {}, node) }, icon(ICONS[e.icon] ?? 'dots'), plain(e.text));
  return node;
}

function feedback(block, e, ctx) {
  const one = (side, name, fallback) => {
    const press = async () => {
      await ctx.act(block, e, { value: side.value, text: side.text }, node);
      for (const each of node.parentElement.children) each.setAttribute('aria-pressed', String(each === node));
    };
    const node = h('button', { type: 'button', class: 'button quiet', 'aria-pressed': 'false', 'aria-label': side.accessibility_label ?? (plain(side.text) || fallback), onclick: press }, icon(name), plain(side.text));
    return node;
  };
  return h('span', { class: 'feedback', role: 'group' }, one(e.positive_button, 'thumbup', t('good')), one(e.negative_button, 'thumbdown', t('bad')));
}

function overflow(block, e, ctx) {
  const pick = (option) => {
    if (option.url && /^https?:/i.test(option.url)) open(option.url, '_blank', 'noopener');
    ctx.act(block, e, { selected_option: option }, node);
  };
  const items = e.options.map((option) => ({ label: plain(option.text), note: option.description && plain(option.description), run: () => pick(option) }));
  const node = h('button', { type: 'button', class: 'button square', 'aria-label': t('more'), 'aria-haspopup': 'menu', 'aria-expanded': 'false', onclick: () => menu(node, items, t('more')) }, icon('dots'));
  return node;
}
