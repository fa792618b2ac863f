// Radio buttons and checkboxes.
import { h } from './dom.js';
import { plain } from './blocks.js';
import { naming, optionWords } from './fields.js';
import { t } from './words.js';

export function choices(block, e, ctx, how) {
  const single = e.type === 'radio_buttons';
  const kept = ctx.value(block, e) ?? { selected_option: e.initial_option, selected_options: e.initial_options };
  const chosen = new Set((single ? [kept.selected_option] : kept.selected_options ?? []).filter(Boolean).map((option) => option.value));
  const boxes = e.options.map((option, index) => h('input', { type: single ? 'radio' : 'checkbox', name: how.id, id: `${how.id}-${index}`, checked: chosen.has(option.value), data: naming(e, how).data }));
  const value = () => {
    const options = e.options.filter((_, index) => boxes[index].checked);
    return single ? { selected_option: options[0] ?? null } : { selected_options: options };
  };
  if (chosen.size) ctx.keep(block, e, value());
  const node = h('div', { class: 'choices', role: how.named ? (single ? 'radiogroup' : 'group') : undefined, 'aria-label': how.named ? plain(e.placeholder) || t('choose') : undefined },
    e.options.map((option, index) => h('label', { class: 'choice' }, boxes[index], h('span', {}, optionWords(option)))));
  node.addEventListener('change', async () => {
    const before = [...chosen];
    const went = await ctx.change(block, e, value(), node);
    if (!went) boxes.forEach((box, index) => { box.checked = before.includes(e.options[index].value); });
  });
  return node;
}
