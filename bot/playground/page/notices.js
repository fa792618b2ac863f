// What waits for somebody: for this person in the list of places, for the others in the switcher.
import { $, h } from './dom.js';
import { icon } from './icons.js';
import { toast } from './layer.js';
import { unescape } from './mrkdwn.js';
import { post } from './server.js';
import { isReply, on, store, userName } from './store.js';
import { t } from './words.js';

const LONGEST = 60;
const toasts = new Map(); // channel: how its toast is taken away
const reading = new Map(); // place: the timer that will call it read

const sum = (counts) => Object.values(counts ?? {}).reduce((all, n) => all + n, 0);

export const repliesIn = (channel) => sum(channel?.threads);
export const unreadIn = (channel) => (channel?.unread ?? 0) + repliesIn(channel);

// How many of them are addressed to this person: they get the stronger mark.
export const calling = (channel) => (channel.kind === 'im' ? channel.unread : channel.mentions ?? 0) + repliesIn(channel);

export const newReplies = (channel, ts) => {
  const n = store.channels.get(channel)?.threads?.[ts];
  return n ? h('span', { class: 'count' }, t('newReplies', { n })) : null;
};

// Tell the server that the open place was read; at most a few times a second.
export function markRead({ channel, tab, thread }) {
  const where = `${channel} ${tab} ${thread}`;
  if (document.hidden || reading.has(where)) return;
  reading.set(where, setTimeout(() => {
    reading.delete(where);
    const place = store.channels.get(channel);
    if (tab === 'messages' && place?.unread) post('read', { channel });
    if (thread && place?.threads?.[thread]) post('read', { channel, thread_ts: thread });
  }, 250));
}

// A direct message in another conversation: a quiet word, and the way there.
export function announce({ message, channel }, shown) {
  const place = store.channels.get(channel);
  const elsewhere = channel !== shown.channel || shown.tab !== 'messages';
  if (place?.kind !== 'im' || message.user === store.me.id || isReply(message) || !elsewhere) return;
  toasts.get(channel)?.();
  const words = unescape(message.text).replace(/\s+/g, ' ');
  const text = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
  toasts.set(channel, toast(t('dmArrived', { name: message.username || userName(message.user), text }), { action: t('goThere'), run: () => { location.hash = channel; } }));
}

// Above the conversation: there are unread answers in threads, and here is the first.
export function threadNews(channel, openThread) {
  const node = h('p', { class: 'thread-news', hidden: true });
  const draw = () => {
    const threads = store.channels.get(channel)?.threads ?? {};
    const first = Object.keys(threads).sort()[0];
    node.hidden = !first;
    if (first) node.replaceChildren(icon('reply'), t('threadNews', { n: sum(threads) }), h('button', { type: 'button', class: 'plain', onclick: () => openThread(first) }, t('goThere')));
  };
  draw();
  return { node, draw };
}

const waitsForOthers = () => [...store.waiting].reduce((all, [user, n]) => all + (user === store.me.id ? 0 : n), 0);

export function waitingMark() {
  const node = h('span', { class: 'count waiting' });
  draw(node);
  return node;
}

function draw(node = $('.waiting')) {
  if (!node) return;
  const n = waitsForOthers();
  node.hidden = !n;
  node.replaceChildren(icon('people'), String(n));
  node.title = t('othersWait', { n });
  node.setAttribute('aria-label', node.title);
}

on('waiting', ({ user, count }) => {
  store.waiting.set(user, count);
  draw();
});
