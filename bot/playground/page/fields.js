// Fields: what a person fills in. Each shows the kept value and tells `ctx` a new one.
import { freshId, h } from './dom.js';
import { t } from './words.js';
import { plain, text } from './blocks.js';
import { choices } from './choices.js';
import { fileInput } from './fileinput.js';
import { date, moment, time } from './pickers.js';
import { richTyped } from './richinput.js';
import { SELECTS } from './selects.js';
import { typed } from './typing.js';

const FIELDS = {
  plain_text_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  number_input: typed,
  rich_text_input: richTyped,
  datepicker: date,
  timepicker: time,
  datetimepicker: moment,
  radio_buttons: choices,
  checkboxes: choices,
  file_input: fileInput,
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

export const optionWords = (option) => [h('span', { class: 'text' }, text(option.text)), option.description && h('small', {}, text(option.description))];
