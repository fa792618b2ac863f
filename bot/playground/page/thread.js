// The right side: one message and its replies.
import { h } from './dom.js';
import { composer } from './composer.js';
import { conversation } from './conversation.js';
import { icon } from './icons.js';
import { stopButton } from './stopping.js';
import { channelName, latest, store } from './store.js';
import { statusWords } from './channel.js';
import { t } from './words.js';

export function threadPane({ channel, ts, close }) {
  const belongs = (message) => message.ts === ts || message.thread_ts === ts;
  const name = channelName(channel);
  const list = conversation({ channel, label: `${t('thread')}: ${name}`, belongs, openThread: () => {}, inThread: true });
  const place = store.channels.get(channel);
  const closed = (place?.is_archived && t('archived')) || (place?.is_member === false && t('joinFirst'));
  const write = composer({ channel, thread: ts, label: closed || t('composeThread'), disabled: Boolean(closed), sent: (message) => list.put(latest(message), true) });
  write.takes(list.root);
  const head = h('header', { class: 'place-head' }, h('h2', {}, t('thread'), h('small', {}, name)), h('button', { type: 'button', class: 'tool', 'aria-label': t('close'), onclick: close }, icon('close')));
  return {
    nodes: [head, list.root, write.root],
    start: () => { list.toEnd(); write.focus(); },
    put: list.put,
    drop: list.drop,
    status: (event) => { if (event.thread_ts === ts) write.status(statusWords(event), stopButton({ ...event, channel })); },
  };
}
