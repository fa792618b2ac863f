// Fields: what a person fills in. Each shows the kept value and tells `ctx` a new one.
import { freshId, h } from './dom.js';
import { t } from './words.js';
import { plain, text } from './blocks.js';
import { choices } from './choices.js';
import { richText } from './rich.js';
import { SELECTS, external } from './selects.js';

const LINE = { email_text_input: 'email', url_text_input: 'url', number_input: 'text' };

const FIELDS = {
  plain_text_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  number_input: typed,
  rich_text_input: richTyped,
  datepicker: (b, e, ctx, how) => picked(b, e, ctx, how, 'date', 'selected_date', e.initial_date),
  timepicker: (b, e, ctx, how) => picked(b, e, ctx, how, 'time', 'selected_time', e.initial_time),
  datetimepicker: dateTime,
  radio_buttons: choices,
  checkboxes: choices,
  external_select: external,
  multi_external_select: external,
  file_input: (b, e, ctx, how) => h('p', { class: 'quiet', id: how.id }, t('noFiles')),
  ...SELECTS,
};

export function field(block, e, ctx, how = {}) {
  const render = FIELDS[e.type];
  return render ? render(block, e, ctx, { id: how.id ?? freshId('field'), ...how }) : h('p', {}, t('unknownBlock', { type: e.type }));
}

// Elements outside an input block have no label of their own; the placeholder names them.
export const naming = (e, how) => ({
  id: how.id,
  'aria-describedby': how.described,
  'aria-label': how.named ? plain(e.placeholder) || t('choose') : undefined,
  data: { action: e.action_id ?? '', ...(e.focus_on_load ? { focus: 'yes' } : {}) },
});

function typed(block, e, ctx, how) {
  const kept = ctx.value(block, e)?.value ?? e.initial_value ?? '';
  const props = { ...naming(e, how), value: kept, placeholder: plain(e.placeholder), maxlength: e.max_length };
  const node = e.multiline ? h('textarea', { ...props, rows: '4' }) : h('input', { ...props, type: LINE[e.type] ?? 'text', inputmode: e.type === 'number_input' ? 'decimal' : undefined });
  const value = () => ({ value: node.value || null });
  if (kept) ctx.keep(block, e, value());
  node.addEventListener('input', () => ctx.keep(block, e, value()));
  dispatchTyped(node, block, e, () => ctx.change(block, e, value(), node));
  return node;
}

function dispatchTyped(node, block, e, tell) {
  if (!block.dispatch_action) return;
  const when = e.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  if (when.includes('on_character_entered')) node.addEventListener('input', (event) => event.isComposing || tell());
  if (when.includes('on_enter_pressed')) {
    node.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229 || event.shiftKey) return;
      event.preventDefault();
      tell();
    });
  }
}

function richTyped(block, e, ctx, how) {
  const kept = ctx.value(block, e)?.rich_text_value ?? e.initial_value;
  const start = kept ? richText(kept).textContent : '';
  const node = h('textarea', { ...naming(e, how), placeholder: plain(e.placeholder), value: start, rows: String(Math.min(e.min_lines ?? 4, 20)) });
  const value = () => {
    const section = { type: 'rich_text_section', elements: [{ type: 'text', text: node.value }] };
    return { rich_text_value: node.value ? { type: 'rich_text', elements: [section] } : null };
  };
  if (start) ctx.keep(block, e, value());
  node.addEventListener('input', () => ctx.keep(block, e, value()));
  dispatchTyped(node, block, e, () => ctx.change(block, e, value(), node));
  return node;
}

function picked(block, e, ctx, how, type, name, initial) {
  const kept = ctx.value(block, e)?.[name] ?? initial ?? '';
  const node = h('input', { ...naming(e, how), type, value: kept, min: type === 'date' ? '1900-01-01' : undefined });
  if (kept) ctx.keep(block, e, { [name]: kept });
  node.addEventListener('change', () => {
    const halfTyped = type === 'date' && node.value && node.value < '1900';
    if (!halfTyped) ctx.change(block, e, { [name]: node.value || null }, node);
  });
  return node;
}

function dateTime(block, e, ctx, how) {
  const kept = ctx.value(block, e)?.selected_date_time ?? e.initial_date_time;
  const local = (seconds) => new Date((seconds - new Date(seconds * 1000).getTimezoneOffset() * 60) * 1000).toISOString().slice(0, 16);
  const node = h('input', { ...naming(e, how), type: 'datetime-local', value: kept ? local(kept) : '' });
  if (kept) ctx.keep(block, e, { selected_date_time: kept });
  node.addEventListener('change', () => {
    const seconds = Math.floor(new Date(node.value).getTime() / 1000);
    if (!node.value || seconds > 0) ctx.change(block, e, { selected_date_time: node.value ? seconds : null }, node);
  });
  return node;
}

export const optionWords = (option) => [h('span', { class: 'text' }, text(option.text)), option.description && h('small', {}, text(option.description))];
