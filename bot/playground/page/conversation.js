// A list of messages that grows and changes in place; used for a channel and for a thread.
import { h } from './dom.js';
import { messageNode, settle } from './message.js';
import { messagesOf, store } from './store.js';
import { t } from './words.js';

const FIRST = 80;
const MORE = 120;
const byTime = (a, b) => (a.ts < b.ts ? -1 : 1);

export function conversation({ channel, label, belongs, openThread, inThread = false, empty = null }) {
  const nodes = new Map();
  let loud = 0;
  let hidden = [...messagesOf(channel).values()].filter(belongs).sort(byTime);
  const list = h('div', { class: 'messages' });
  const earlier = h('button', { type: 'button', class: 'button earlier', onclick: () => showEarlier(MORE) }, t('earlier'));
  const below = h('button', { type: 'button', class: 'button primary below', hidden: true, onclick: toEnd }, t('newBelow'));
  const log = h('div', { class: 'log', role: 'log', 'aria-live': 'off', 'aria-label': label, tabindex: '0' }, earlier, empty, list);
  const root = h('div', { class: 'conversation' }, log, below);
  const make = (message) => messageNode(message, { openThread, inThread });

  showEarlier(FIRST);
  log.addEventListener('scroll', () => { if (atEnd()) below.hidden = true; });
  // What grows or narrows after it was shown, like fonts coming in or a drawer opening, must not hide the newest message;
  // only a scroll while nothing changed its size is the person's own.
  let stick = true;
  let size = '';
  const measure = () => [log.clientWidth, log.clientHeight, list.offsetHeight].join();
  const watch = new ResizeObserver(() => {
    if (stick) toEnd();
    size = measure();
  });
  for (const node of [log, list]) watch.observe(node);
  log.addEventListener('scroll', () => { if (size === measure()) stick = atEnd(); }, { passive: true });

  function showEarlier(number) {
    quietly();
    const part = hidden.splice(-number);
    const first = list.firstElementChild;
    const height = log.scrollHeight;
    const made = part.map((message) => remember(message));
    list.prepend(...made);
    for (const node of [...made, first]) settle(node);
    log.scrollTop += first ? log.scrollHeight - height : 0;
    refresh();
  }

  function remember(message) {
    const node = make(message);
    nodes.set(message.ts, node);
    node.dataset.text = message.text;
    return node;
  }

  // Only what is new is read out, not old messages that are shown, nor a message for a reaction to it.
  function quietly() {
    clearTimeout(loud);
    log.setAttribute('aria-live', 'off');
    loud = setTimeout(() => log.setAttribute('aria-live', 'polite'), 500);
  }

  function refresh() {
    earlier.hidden = !hidden.length;
    if (empty) empty.hidden = nodes.size > 0;
  }

  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  // A message taller than the screen is read from its beginning, unless it is one's own.
  function toEnd() {
    const last = list.lastElementChild;
    const tall = last && last.dataset.user !== store.me.id && last.offsetHeight > log.clientHeight;
    log.scrollTop = tall ? last.offsetTop - log.offsetTop : log.scrollHeight;
    below.hidden = true;
    stick = true;
  }

  function put(message, mine = false) {
    if (!belongs(message)) return;
    const old = nodes.get(message.ts);
    if (old) {
      replace(old, message);
      return void (mine && toEnd()); // the stream may have brought it before the answer to sending it
    }
    if (hidden.length && message.ts < (list.firstElementChild?.dataset.ts ?? '')) return void (hidden = [...hidden, message].sort(byTime));
    const wasAtEnd = atEnd();
    const node = remember(message);
    log.setAttribute('aria-live', 'polite');
    const after = [...list.children].findLast((each) => each.dataset.ts < message.ts);
    if (after) after.after(node);
    else list.prepend(node);
    settle(node);
    settle(node.nextElementSibling);
    refresh();
    if (wasAtEnd || mine) toEnd();
    else below.hidden = false;
  }

  function replace(old, message) {
    const focused = old.contains(document.activeElement) ? document.activeElement.dataset.action : null;
    const wasAtEnd = atEnd();
    const before = old.dataset.text;
    const node = remember(message);
    if (before === message.text) quietly();
    old.replaceWith(node);
    settle(node);
    if (focused !== null) refocus(node, focused ?? '');
    if (wasAtEnd) toEnd();
  }

  // The same control if it is still there, else the message: the next one in it is a Tab away.
  function refocus(node, action) {
    const same = node.querySelector(`[data-action="${CSS.escape(action)}"]`);
    if (!same) node.tabIndex = -1;
    (same ?? node).focus({ preventScroll: true });
  }

  function drop(ts) {
    const node = nodes.get(ts);
    const next = node?.nextElementSibling;
    node?.remove();
    nodes.delete(ts);
    hidden = hidden.filter((message) => message.ts !== ts);
    settle(next);
    refresh();
  }

  return { root, put, drop, toEnd };
}
