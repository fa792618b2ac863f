// The input block: a label, a field, a hint, and room for what is wrong.
import { freshId, h } from './dom.js';
import { t } from './words.js';
import { plain } from './blocks.js';
import { field } from './fields.js';

const GROUPED = new Set(['radio_buttons', 'checkboxes']);
const TARGET = 'input, select, textarea, [role=textbox], summary';

export function input(block, ctx) {
  const id = freshId('field');
  const hint = block.hint && h('p', { class: 'hint', id: `${id}-hint` }, plain(block.hint));
  const error = h('p', { class: 'error', id: `${id}-error`, hidden: true });
  const mark = h('span', { class: 'mark' }, block.optional ? t('optional') : t('required'));
  const described = [hint?.id, error.id].filter(Boolean).join(' ');
  const inner = field(block, block.element, ctx, { id, described, labelled: `${id}-label` });
  if (GROUPED.has(block.element.type)) {
    return h('fieldset', { class: 'b-input', 'aria-describedby': described }, h('legend', {}, plain(block.label), ' ', mark), inner, hint, error);
  }
  const label = h('label', { for: id, id: `${id}-label`, onclick: () => inner.querySelector?.('[contenteditable]')?.focus() }, plain(block.label), ' ', mark);
  return h('div', { class: 'b-input' }, label, inner, hint, error);
}

// Write the errors of a refused submission under their fields, and take the person to the first.
export function showErrors(root, errors) {
  let first = null;
  for (const node of root.querySelectorAll('.b-input')) {
    const words = errors[node.dataset.block];
    const target = showError(node, words);
    if (words && !first) first = target;
  }
  first?.focus();
  return first !== null;
}

function showError(node, words) {
  const target = [...node.querySelectorAll(TARGET)].find((each) => !each.closest('.rich-tools'));
  const error = node.querySelector('.error');
  error.hidden = !words;
  error.textContent = words ?? '';
  if (words) target?.setAttribute('aria-invalid', 'true');
  else target?.removeAttribute('aria-invalid');
  return target;
}

export const clearError = (node) => node.matches('.b-input') && showError(node, '');
