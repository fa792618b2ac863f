// The list of places: the app, channels, direct messages.
import { h } from './dom.js';
import { icon } from './icons.js';
import { calling, repliesIn, unreadIn } from './notices.js';
import { avatar } from './people.js';
import { channelName, store } from './store.js';
import { t } from './words.js';

export function sidebar(current) {
  const all = [...store.channels.values()];
  const rooms = all.filter((channel) => channel.kind === 'channel');
  const dms = all.filter((channel) => channel.kind === 'im' && channel.id !== store.app.dm_channel);
  const app = store.channels.get(store.app.dm_channel);
  return h('nav', { id: 'sidebar', 'aria-label': t('channels') },
    group(t('app'), [entry(app ?? { id: store.app.dm_channel }, current, avatar(null, 'tiny'))]),
    group(t('channels'), rooms.map((channel) => entry(channel, current, channel.is_private ? h('span', { title: t('private') }, icon('lock')) : h('span', { class: 'hash', 'aria-hidden': 'true' }, '#')))),
    dms.length > 0 && group(t('dms'), dms.map((channel) => entry(channel, current, channel.user ? avatar(store.users.get(channel.user), 'tiny') : icon('people')))));
}

const group = (title, entries) => h('section', {}, h('h2', {}, title), h('ul', {}, entries));

function entry(channel, current, mark) {
  const here = channel.id === current;
  const replies = repliesIn(channel);
  const unread = here ? replies : unreadIn(channel);
  const mine = here ? replies : calling(channel);
  return h('li', {}, h('a', { href: `#${channel.id}`, class: unread ? 'unread' : '', 'aria-current': here ? 'page' : undefined, data: { channel: channel.id } },
    mark,
    h('span', { class: 'place' }, channelName(channel.id)),
    unread > 0 && h('span', { class: `count ${mine ? 'mine' : ''}`, 'aria-label': [t('unread', { n: unread }), mine && channel.kind !== 'im' && t('mentions', { n: mine })].filter(Boolean).join('、') }, mine && channel.kind !== 'im' ? `@ ${unread}` : String(unread))));
}
