// A list of messages that grows and changes in place; used for a channel and for a thread.
import { h } from './dom.js';
import { messageNode, settle } from './message.js';
import { messagesOf } from './store.js';
import { t } from './words.js';

const SHOWN_AT_ONCE = 120;
const byTime = (a, b) => (a.ts < b.ts ? -1 : 1);

export function conversation({ channel, label, belongs, openThread, inThread = false, empty = null }) {
  const nodes = new Map();
  let hidden = [...messagesOf(channel).values()].filter(belongs).sort(byTime);
  const list = h('div', { class: 'messages' });
  const earlier = h('button', { type: 'button', class: 'button earlier', onclick: showEarlier }, t('earlier'));
  const below = h('button', { type: 'button', class: 'button primary below', hidden: true, onclick: toEnd }, t('newBelow'));
  const log = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': label, tabindex: '0' }, earlier, empty, list);
  const root = h('div', { class: 'conversation' }, log, below);
  const make = (message) => messageNode(message, { openThread, inThread });

  showEarlier();
  log.addEventListener('scroll', () => { if (atEnd()) below.hidden = true; });
  // What grows after it was shown, like fonts coming in, must not hide the newest message.
  let stick = true;
  log.addEventListener('scroll', () => { stick = atEnd(); }, { passive: true });
  new ResizeObserver(() => stick && toEnd()).observe(list);

  function showEarlier() {
    const part = hidden.splice(-SHOWN_AT_ONCE);
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
    return node;
  }

  function refresh() {
    earlier.hidden = !hidden.length;
    if (empty) empty.hidden = nodes.size > 0;
  }

  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  // A message taller than the screen is read from its beginning.
  function toEnd() {
    const last = list.lastElementChild;
    const tall = last && last.offsetHeight > log.clientHeight;
    log.scrollTop = tall ? last.offsetTop - log.offsetTop : log.scrollHeight;
    below.hidden = true;
  }

  function put(message, mine = false) {
    if (!belongs(message)) return;
    const old = nodes.get(message.ts);
    if (old) return replace(old, message);
    if (hidden.length && message.ts < (list.firstElementChild?.dataset.ts ?? '')) return void (hidden = [...hidden, message].sort(byTime));
    const wasAtEnd = atEnd();
    const node = remember(message);
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
    const node = remember(message);
    old.replaceWith(node);
    settle(node);
    if (focused !== null) (node.querySelector(`[data-action="${CSS.escape(focused ?? '')}"]`) ?? log).focus();
    if (wasAtEnd) toEnd();
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
