// One message: who, when, what, and what one can do with it.
import { h } from './dom.js';
import { blocks } from './blocks.js';
import { emoji, QUICK } from './emoji.js';
import { fileCard } from './files.js';
import { icon } from './icons.js';
import { day, dayKey, moment, time } from './dates.js';
import { messagePlace } from './interaction.js';
import { complain, copy, menu } from './layer.js';
import { mrkdwn, unescape } from './mrkdwn.js';
import { inspect } from './inspector.js';
import { newReplies } from './notices.js';
import { avatar } from './people.js';
import { post } from './server.js';
import { isReply, store, userName } from './store.js';
import { isQuiet, quietNode } from './system.js';
import { t } from './words.js';

const entered = new Map(); // what was chosen in a message, so that a new rendering keeps it

export function messageNode(message, { openThread, inThread }) {
  if (isQuiet(message)) return quietNode(message, !inThread && repliesButton(message, openThread));
  const state = entered.get(message.ts) ?? entered.set(message.ts, {}).get(message.ts);
  const author = store.users.get(message.user);
  const name = message.username || userName(message.user);
  const bot = Boolean(message.bot_id);
  const tools = toolbar(message, { openThread, inThread });
  const node = h('article', { class: `message${message.ephemeral ? ' ephemeral' : ''}`, 'aria-label': `${name} ${time(message.ts)}`, data: { ts: message.ts, user: `${message.user}${message.ephemeral ? '!' : ''}` } },
    h('p', { class: 'day' }, h('span', {}, day(message.ts))),
    h('div', { class: 'message-row' },
      bot ? avatar(null) : avatar(author),
      h('div', { class: 'message-body' },
        message.ephemeral && h('p', { class: 'only-you' }, icon('eye'), t('onlyYou')),
        message.pinned && h('p', { class: 'pinned' }, icon('pin'), t('pinned')),
        h('p', { class: 'message-head' }, h('strong', {}, name), bot && h('span', { class: 'tag' }, t('app')), h('time', { title: moment(message.ts) }, time(message.ts))),
        content(message, messagePlace(message, state)),
        message.edited && h('span', { class: 'edited quiet' }, t('edited')),
        reactions(message),
        !inThread && repliesButton(message, openThread)),
      tools));
  return node;
}

const repliesButton = ({ ts, channel, reply_count: n, latest_reply: latest }, openThread) => n > 0 && h('button', { type: 'button', class: 'replies', onclick: () => openThread(ts) }, icon('reply'), t('replies', { n }), h('span', { class: 'quiet' }, time(latest ?? ts)), newReplies(channel, ts));

function content(message, place) {
  const list = message.blocks?.length ? blocks(message.blocks, place) : message.text ? [h('div', { class: 'text' }, mrkdwn(message.text))] : [];
  return h('div', { class: 'content' }, list, (message.attachments ?? []).map((each) => attachment(each, place)), (message.files ?? []).map(fileCard));
}

function attachment(a, place) {
  const node = h('div', { class: 'attachment' },
    a.pretext && h('div', { class: 'text' }, mrkdwn(a.pretext)),
    a.title && h('strong', {}, mrkdwn(a.title)),
    a.blocks ? blocks(a.blocks, place) : (a.text || a.fallback) && h('div', { class: 'text' }, mrkdwn(a.text || a.fallback)),
    a.footer && h('p', { class: 'quiet' }, mrkdwn(a.footer)));
  if (/^#?[0-9a-f]{6}$/i.test(a.color ?? '')) node.style.borderInlineStartColor = `#${a.color.replace('#', '')}`;
  return node;
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h('div', { class: 'reactions' }, message.reactions.map((r) => h('button', { type: 'button', class: 'reaction', 'aria-pressed': String(r.users.includes(store.me.id)), title: r.users.map(userName).join('、'), 'aria-label': `:${r.name}: ${r.count}`, onclick: () => react(message, r.name) }, emoji(r.name) ?? `:${r.name}:`, ' ', String(r.count))));
}

async function react(message, name) {
  const answer = await post('reaction', { channel: message.channel, ts: message.ts, name });
  if (!answer.ok) complain(answer.error);
}

function toolbar(message, { openThread, inThread }) {
  const root = isReply(message) ? message.thread_ts : message.ts;
  const tool = (name, label, run) => h('button', { type: 'button', class: 'tool', 'aria-label': label, title: label, onclick: run }, icon(name));
  const smile = tool('smile', t('react'), () => menu(smile, QUICK.map((each) => ({ label: `${emoji(each)} :${each}:`, run: () => react(message, each) })), t('react')));
  const more = tool('dots', t('more'), () => menu(more, actions(message), t('more')));
  for (const opener of [smile, more]) opener.setAttribute('aria-haspopup', 'menu');
  return h('div', { class: 'toolbar' },
    !message.ephemeral && smile,
    !message.ephemeral && !inThread && tool('reply', t('reply'), () => openThread(root)),
    more);
}

function actions(message) {
  const shortcuts = message.ephemeral ? [] : store.app.message_shortcuts;
  return [
    ...(shortcuts.length ? [{ title: store.app.name }] : []),
    ...shortcuts.map((each) => ({ label: each.name, note: each.description, icon: 'bolt', run: () => shortcut(message, each) })),
    { title: t('messages') },
    { label: t('inspect'), icon: 'inspect', run: () => inspect({ channel: message.channel, ts: message.ts }) },
    { label: t('copyText'), icon: 'copy', run: () => copy(unescape(message.text)) },
    { label: t('copyJson'), icon: 'copy', run: () => copy(JSON.stringify(message.blocks?.length ? { text: message.text, blocks: message.blocks } : message, null, 2)) },
  ];
}

async function shortcut(message, { callback_id }) {
  const answer = await post('shortcut', { callback_id, channel: message.channel, ts: message.ts });
  if (!answer.ok) complain(answer.error);
}

// A message right after another of the same person needs no second name; a new day gets a line.
export function settle(node) {
  if (!node) return;
  const before = node.previousElementSibling;
  const newDay = !before || dayKey(before.dataset.ts) !== dayKey(node.dataset.ts);
  const near = before && node.dataset.ts - before.dataset.ts < 300;
  node.classList.toggle('new-day', newDay);
  node.classList.toggle('follows', Boolean(!newDay && near && before.dataset.user === node.dataset.user));
}
