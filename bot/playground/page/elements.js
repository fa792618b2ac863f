// Interactive elements that are pressed: buttons, feedback, overflow; the rest are fields.
import { h } from './dom.js';
import { icon } from './icons.js';
import { menu } from './layer.js';
import { picture } from './pictures.js';
import { store } from './store.js';
import { t } from './words.js';
import { plain } from './blocks.js';
import { field } from './fields.js';

const PRESSED = { button, workflow_button: button, icon_button: iconButton, feedback_buttons: feedback, overflow, image: (b, e) => picture(e, 'small') };
const SAFE = /^(https?:|mailto:)/i;

export function element(block, e, ctx) {
  const pressed = PRESSED[e.type];
  return pressed ? pressed(block, e, ctx) : field(block, e, ctx, { named: true });
}

const busy = (node) => node.hasAttribute('aria-busy');

function button(block, e, ctx) {
  const press = () => busy(node) || ctx.act(block, e, {}, node);
  const common = { class: `button ${e.style ?? ''}`, 'aria-label': e.accessibility_label, data: { action: e.action_id ?? '' }, onclick: press };
  const node = SAFE.test(e.url ?? '')
    ? h('a', { ...common, href: e.url, target: '_blank', rel: 'noopener noreferrer' }, plain(e.text))
    : h('button', { ...common, type: 'button' }, plain(e.text));
  return node;
}

function iconButton(block, e, ctx) {
  const mine = !e.visible_to_user_ids?.length || e.visible_to_user_ids.includes(store.me.id);
  const press = () => busy(node) || ctx.act(block, e, {}, node);
  const node = h('button', { type: 'button', class: 'button quiet', hidden: !mine, 'aria-label': e.accessibility_label, data: { action: e.action_id ?? '' }, onclick: press }, icon(e.icon === 'trash' ? 'trash' : 'dots'), plain(e.text));
  return node;
}

function feedback(block, e, ctx) {
  const one = (side, name, fallback) => {
    const press = async () => {
      if (busy(node) || !(await ctx.act(block, e, { value: side.value, text: side.text }, node))) return;
      for (const each of node.parentElement.children) each.setAttribute('aria-pressed', String(each === node));
    };
    const node = h('button', { type: 'button', class: 'button quiet', 'aria-pressed': 'false', 'aria-label': side.accessibility_label ?? (plain(side.text) || fallback), data: { action: `${e.action_id ?? ''} ${name}` }, onclick: press }, icon(name), plain(side.text));
    return node;
  };
  return h('span', { class: 'feedback', role: 'group', 'aria-label': t('feedback') }, one(e.positive_button, 'thumbup', t('good')), one(e.negative_button, 'thumbdown', t('bad')));
}

function overflow(block, e, ctx) {
  const pick = async (option) => {
    if (!(await ctx.act(block, e, { selected_option: option }, node))) return;
    if (SAFE.test(option.url ?? '')) open(option.url, '_blank', 'noopener');
  };
  const items = e.options.map((option) => ({ label: plain(option.text), note: option.description && plain(option.description), run: () => pick(option) }));
  const node = h('button', { type: 'button', class: 'button square', 'aria-label': t('more'), 'aria-haspopup': 'menu', 'aria-expanded': 'false', data: { action: e.action_id ?? '' }, onclick: () => menu(node, items, t('more')) }, icon('dots'));
  return node;
}
