// What lies above the page: menus, toasts and the question before a dangerous step.
import { $, freshId, h } from './dom.js';
import { icon } from './icons.js';
import { t } from './words.js';

export function toast(text, { action, run, kind = 'info' } = {}) {
  const node = h('div', { class: `toast ${kind}` }, icon(kind === 'error' ? 'warning' : 'info'), h('p', {}, text));
  const close = () => node.remove();
  if (action) node.append(h('button', { type: 'button', onclick: () => { close(); run(); } }, action));
  node.append(h('button', { type: 'button', class: 'plain', 'aria-label': t('close'), onclick: close }, icon('close')));
  const tray = $('#toasts');
  tray.append(node);
  if (tray.matches(':popover-open')) tray.hidePopover(); // shown again, it lies above an open modal
  tray.showPopover();
  setTimeout(close, action ? 20000 : 7000);
  return close;
}

const TROUBLES = { offline: 'offline', not_in_channel: 'joinFirst', is_archived: 'archived', not_supported_in_threads: 'threadCommand' };
const LATE = /time|ack|late|no_answer/;
const AWAY = /connect|socket|away/;

export function complain(code = '') {
  const known = TROUBLES[code] ?? (AWAY.test(code) ? 'notConnected' : LATE.test(code) ? 'noAnswer' : 'failed');
  toast(t(known, { code }), { kind: 'error' });
}

let closeOpenMenu = null;

// A menu under its button. items: {label, note, icon, run} or {href}, or {title}.
export function menu(button, items, label) {
  closeOpenMenu?.();
  const node = h('div', { class: 'menu', role: 'menu', 'aria-label': label, tabindex: '-1' }, items.map((item) => entry(item, close)));
  function close(back = true) {
    node.remove();
    button.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside, true);
    closeOpenMenu = null;
    if (back && button.isConnected) button.focus();
  }
  const outside = (event) => !node.contains(event.target) && !button.contains(event.target) && close(false);
  node.addEventListener('keydown', (event) => steer(event, node, close));
  (button.closest('dialog') ?? $('#layer')).append(node);
  place(node, button.getBoundingClientRect());
  button.setAttribute('aria-expanded', 'true');
  document.addEventListener('pointerdown', outside, true);
  closeOpenMenu = close;
  $('[role=menuitem]', node)?.focus();
}

function entry(item, close) {
  if (item.title) return h('p', { class: 'menu-title', role: 'presentation' }, item.title);
  const inside = [item.icon && icon(item.icon), h('span', {}, item.label, item.note && h('small', {}, item.note)), item.count > 0 && h('span', { class: 'count', title: item.counted, 'aria-label': item.counted }, String(item.count))];
  if (item.href) return h('a', { role: 'menuitem', href: item.href, tabindex: '-1' }, inside);
  return h('button', { type: 'button', role: 'menuitem', tabindex: '-1', onclick: () => { close(); item.run(); } }, inside);
}

function steer(event, node, close) {
  const entries = [...node.querySelectorAll('[role=menuitem]')];
  const at = entries.indexOf(document.activeElement);
  const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
  if (step !== undefined) {
    event.preventDefault();
    entries.at(step % entries.length)?.focus();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    event.stopPropagation();
    close();
  }
}

function place(node, button) {
  const { offsetWidth: width, offsetHeight: height } = node;
  const left = Math.max(8, Math.min(button.left, innerWidth - width - 8));
  const below = button.bottom + height + 8 < innerHeight;
  node.style.left = `${left}px`;
  node.style.top = `${below ? button.bottom + 4 : Math.max(8, button.top - height - 4)}px`;
}

// Slack's confirm object as a dialog; resolves to true when the person goes on.
export function confirm(question, textNodes) {
  return new Promise((resolve) => {
    const title = freshId('confirm');
    const answer = (yes) => () => { dialog.close(); dialog.remove(); resolve(yes); };
    const yes = h('button', { type: 'button', class: `button ${question.style === 'danger' ? 'danger' : 'primary'}`, onclick: answer(true) }, question.confirm?.text ?? t('ok'));
    const no = h('button', { type: 'button', class: 'button', onclick: answer(false) }, question.deny?.text ?? t('cancel'));
    const dialog = h('dialog', { class: 'confirm', 'aria-labelledby': title }, h('h2', { id: title }, question.title?.text ?? t('sure')), h('div', { class: 'text' }, textNodes), h('footer', {}, no, yes));
    dialog.addEventListener('cancel', answer(false));
    $('#layer').append(dialog);
    dialog.showModal();
    no.focus();
  });
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t('copied'));
  } catch {
    toast(t('copyFailed'), { kind: 'error' });
  }
}
