// Radio buttons and checkboxes.
import { h } from './dom.js';
import { naming, optionWords } from './fields.js';

export function choices(block, e, ctx, how) {
  const single = e.type === 'radio_buttons';
  const key = single ? 'selected_option' : 'selected_options';
  const kept = ctx.start(block, e, key, single ? e.initial_option ?? null : e.initial_options ?? []);
  let chosen = new Set([kept].flat().filter(Boolean).map((option) => option.value));
  const named = naming(e, how);
  const boxes = e.options.map((option, index) => h('input', { type: single ? 'radio' : 'checkbox', name: how.id, id: `${how.id}-${index}`, checked: chosen.has(option.value), data: named.data }));
  const value = () => {
    const options = e.options.filter((_, index) => boxes[index].checked);
    return { [key]: single ? options[0] ?? null : options };
  };
  const node = h('div', { class: 'choices', role: how.named ? (single ? 'radiogroup' : 'group') : undefined, 'aria-label': named['aria-label'] },
    e.options.map((option, index) => h('label', { class: 'choice' }, boxes[index], h('span', {}, optionWords(option)))));
  node.addEventListener('change', async () => {
    const went = await ctx.change(block, e, value(), node);
    if (went) chosen = new Set([value()[key]].flat().filter(Boolean).map((option) => option.value));
    else boxes.forEach((box, index) => { box.checked = chosen.has(e.options[index].value); });
  });
  return node;
}
