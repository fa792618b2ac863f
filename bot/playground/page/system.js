// The quiet lines: what Slack itself says about a channel, and where a message was.
import { h } from './dom.js';
import { day, moment, time } from './dates.js';
import { icon } from './icons.js';
import { unescape } from './mrkdwn.js';
import { store, userName } from './store.js';
import { lang, t } from './words.js';

const SYSTEM = /^(?:channel|group)_(join|leave|topic|purpose|name|archive|unarchive)$/;
const REMOVED = /was removed from the channel by <@(\w+)>/;
const ICONS = { topic: 'info', purpose: 'info', name: 'info', archive: 'lock', unarchive: 'lock', pin: 'pin', tombstone: 'trash' };

const eventOf = ({ subtype }) => (subtype === 'pinned_item' ? 'pin' : subtype === 'tombstone' ? subtype : subtype?.match(SYSTEM)?.[1]);

export const isQuiet = (message) => Boolean(eventOf(message));

// `more` stands below the words, like the replies of a deleted message.
export function quietNode(message, more) {
  const event = eventOf(message);
  return h('article', { class: 'message system', 'aria-label': time(message.ts), data: { ts: message.ts, user: `system ${message.ts}` } },
    h('p', { class: 'day' }, h('span', {}, day(message.ts))),
    h('div', { class: 'message-row' },
      h('span', { class: 'system-mark', 'aria-hidden': 'true' }, icon(ICONS[event] ?? 'people')),
      h('div', { class: 'message-body' },
        h('p', { class: 'quiet' }, words(event, message), ' ', h('time', { title: moment(message.ts) }, time(message.ts))),
        more)));
}

function words(event, { user, text, details = {} }) {
  const by = details.inviter ?? text.match(REMOVED)?.[1];
  const said = unescape(details[event] ?? '');
  const kind = { join: by && 'invited', leave: by && 'removed', topic: !said && 'topicNone', purpose: !said && 'purposeNone' }[event] || event;
  const first = kind === 'removed' ? by : user;
  return t(`system_${kind}`, { who: named(user, first), by: by ? named(by, first) : '', words: said, old: details.old_name ?? '' });
}

// Japanese stands close together, but Latin letters want a space on both sides.
function named(id, first) {
  const name = userName(id);
  if (lang() === 'en') return name;
  const gap = id !== first && /^[\w]/.test(name) ? ' ' : '';
  return store.users.get(id)?.is_bot ? `${gap}${name} ` : `${gap}${name} さん`;
}
