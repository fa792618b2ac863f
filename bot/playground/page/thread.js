// The right side: one message and its replies.
import { h } from './dom.js';
import { composer } from './composer.js';
import { conversation } from './conversation.js';
import { icon } from './icons.js';
import { channelName, store } from './store.js';
import { statusWords } from './channel.js';
import { t } from './words.js';

export function threadPane({ channel, ts, close }) {
  const belongs = (message) => message.ts === ts || message.thread_ts === ts;
  const name = channelName(channel);
  const list = conversation({ channel, label: `${t('thread')}: ${name}`, belongs, openThread: () => {}, inThread: true });
  const closed = store.channels.get(channel)?.is_member === false;
  const write = composer({ channel, thread: ts, label: t('composeThread'), disabled: closed, sent: (message) => list.put(message, true) });
  const head = h('header', { class: 'place-head' }, h('h2', {}, t('thread'), h('small', {}, name)), h('button', { type: 'button', class: 'tool', 'aria-label': t('close'), onclick: close }, icon('close')));
  return {
    nodes: [head, list.root, write.root],
    start: () => { list.toEnd(); write.focus(); },
    put: list.put,
    drop: list.drop,
    status: (event) => { if (event.thread_ts === ts) write.status(statusWords(event)); },
  };
}
