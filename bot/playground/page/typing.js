// Fields that a person types in: text, mail addresses, web addresses, numbers.
import { h } from './dom.js';
import { plain } from './blocks.js';
import { naming } from './fields.js';
import { t } from './words.js';

const LINE = { email_text_input: { type: 'email' }, url_text_input: { type: 'url' }, number_input: { type: 'text', inputmode: 'decimal' } };

export function typed(block, e, ctx, how) {
  const kept = ctx.start(block, e, 'value', e.initial_value || null) ?? '';
  const count = (e.max_length || e.min_length) && h('p', { class: 'counter', id: `${how.id}-count` });
  const described = [how.described, count?.id].filter(Boolean).join(' ') || undefined;
  const props = { ...naming(e, { ...how, described }), value: kept, placeholder: plain(e.placeholder) };
  const node = e.multiline ? h('textarea', { ...props, rows: '4' }) : h('input', { type: 'text', ...props, ...LINE[e.type] });
  const value = () => ({ value: node.value || null });
  const show = () => count && tell(count, e, [...node.value].length);
  show();
  node.addEventListener('input', () => {
    ctx.keep(block, e, value());
    show();
  });
  dispatchTyped(node, block, e, () => ctx.change(block, e, value(), node));
  return count ? h('div', { class: 'counted' }, node, count) : node;
}

// Signs are counted as Slack counts them: an emoji is one.
function tell(count, e, n) {
  const over = e.max_length && n > e.max_length;
  const under = n > 0 && n < (e.min_length ?? 0);
  count.classList.toggle('over', Boolean(over));
  count.textContent = over ? t('tooMany', { n: n - e.max_length }) : under ? t('tooFew', { n: e.min_length - n }) : e.max_length ? t('counted', { n, most: e.max_length }) : '';
}

export function dispatchTyped(node, block, e, tellApp) {
  if (!block.dispatch_action) return;
  const when = e.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  if (when.includes('on_character_entered')) {
    node.addEventListener('input', (event) => event.isComposing || tellApp());
    node.addEventListener('compositionend', tellApp);
  }
  if (when.includes('on_enter_pressed')) {
    node.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229 || event.shiftKey) return;
      event.preventDefault();
      tellApp();
    });
  }
}
