// The Stop button beside the app's status. As in Slack it only tells: the app itself ends its status.
import { h } from './dom.js';
import { icon } from './icons.js';
import { complain } from './layer.js';
import { post } from './server.js';
import { store } from './store.js';
import { t } from './words.js';

export function stopButton({ channel, thread_ts, status }) {
  if (!store.app.can_stop || !status) return null;
  const node = h('button', { type: 'button', class: 'button stop', onclick: press }, icon('stop'), t('stop'));
  async function press() {
    node.disabled = true;
    const answer = await post('stop', { channel, thread_ts });
    if (answer.ok) return node.replaceChildren(t('stopping'));
    node.disabled = false;
    complain(answer.error);
  }
  return node;
}
