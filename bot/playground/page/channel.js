// The middle of the page: a channel's messages, or a tab of the app.
import { $, h } from './dom.js';
import { blocks } from './blocks.js';
import { composer } from './composer.js';
import { conversation } from './conversation.js';
import { emoji } from './emoji.js';
import { icon } from './icons.js';
import { complain } from './layer.js';
import { inspectButton } from './inspector.js';
import { viewPlace } from './interaction.js';
import { safeLink } from './mrkdwn.js';
import { avatar } from './people.js';
import { post } from './server.js';
import { stopButton } from './stopping.js';
import { channelName, isReply, latest, store } from './store.js';
import { t } from './words.js';

export function channelPane({ channel, tab, openThread }) {
  const place = store.channels.get(channel) ?? {};
  const isApp = channel === store.app.dm_channel;
  const name = channelName(channel);
  const head = h('header', { class: 'place-head' });
  const drawHead = () => head.replaceChildren(...headOf(channel, tab).filter(Boolean));
  drawHead();
  return { ...(tab === 'home' ? homePane(head) : messagesPane({ channel, place, name, isApp, head, openThread })), drawHead };
}

function headOf(channel, tab) {
  const place = store.channels.get(channel) ?? {};
  const isApp = channel === store.app.dm_channel;
  const name = channelName(channel);
  return [isApp && avatar(null, 'small'), h('h1', {}, place.kind === 'channel' && !place.is_private ? `# ${name}` : name), note(place), bookmarks(place), isApp && tabs(tab)];
}

function bookmarks({ bookmarks: list = [] }) {
  if (!list.length) return null;
  return h('nav', { class: 'bookmarks', 'aria-label': t('bookmarks') }, list.map((each) => h('span', {}, emoji(each.emoji.slice(1, -1)) ?? icon('link'), safeLink(each.link, each.title))));
}

function note(place) {
  if (place.kind !== 'channel') return null;
  return h('p', { class: 'quiet' }, place.is_private && [icon('lock'), t('private'), ' · '], t('members', { n: place.members?.length ?? 0 }), place.topic && ` · ${place.topic}`);
}

function tabs(tab) {
  const one = (key, href, there) => there && h('a', { href, 'aria-current': tab === key ? 'page' : undefined }, t(key));
  return h('nav', { class: 'tabs', 'aria-label': store.app.name }, one('home', '#home', store.app.home_tab), one('messages', `#${store.app.dm_channel}`, store.app.messages_tab));
}

const homeState = {};

function homePane(head) {
  const body = h('div', { class: 'home', tabindex: '0' });
  const home = () => {
    const focused = body.contains(document.activeElement) ? document.activeElement.dataset.action : null;
    const view = store.home;
    body.replaceChildren(...(view?.blocks?.length ? [h('div', { class: 'home-tools' }, inspectButton({ view_id: view.id })), ...blocks(view.blocks, viewPlace(view, homeState))] : [h('p', { class: 'empty' }, t('emptyHome'))]));
    if (focused) $(`[data-action="${CSS.escape(focused)}"]`, body)?.focus();
  };
  home();
  const nothing = () => {};
  const arrived = new Set();
  const put = (message) => {
    if (message.user === store.me.id) return;
    arrived.add(message.ts);
    const n = arrived.size;
    const link = $('.tabs a:not([aria-current])', head);
    if (!link) return;
    $('.count', link)?.remove();
    link.append(h('span', { class: 'count', 'aria-label': t('unread', { n }) }, String(n)));
  };
  return { nodes: [head, body], start: nothing, put, drop: nothing, status: nothing, focus: () => body.focus(), home };
}

function messagesPane({ channel, place, name, isApp, head, openThread }) {
  const empty = h('div', { class: 'empty' }, (isApp || place.kind === 'im') && avatar(isApp ? null : store.users.get(place.user), 'large'), h('p', {}, isApp || place.kind === 'im' ? t('emptyDm', { name }) : t('emptyChannel', { name: store.app.name })));
  const list = conversation({ channel, label: t('log', { name }), belongs: (message) => !isReply(message) || message.subtype === 'thread_broadcast', openThread, empty });
  const closed = (isApp && !store.app.messages_tab && t('tabClosed', { name })) || (place.is_archived && t('archived')) || (place.is_member === false && t('joinFirst'));
  const at = place.kind === 'channel' ? `#${name}` : name;
  const write = composer({ channel, label: closed || t('compose', { name: at }), disabled: Boolean(closed), sent: (message) => list.put(latest(message), true) });
  write.takes(list.root);
  const joinable = place.kind === 'channel' && !place.is_archived && place.is_member === false;
  const join = joinable ? [h('div', { class: 'chips' }, h('button', { type: 'button', class: 'button primary', onclick: () => joinChannel(channel) }, t('joinNow')))] : [];
  const chips = h('div', { class: 'chips' });
  const prompts = () => chips.replaceChildren(...(isApp ? promptChips(write) : []));
  prompts();
  return {
    nodes: [head, list.root, ...join, chips, write.root],
    start: () => { list.toEnd(); write.focus(); },
    put: list.put,
    drop: list.drop,
    focus: write.focus,
    status: (event) => { if (!event.thread_ts || isApp) write.status(statusWords(event), stopButton({ ...event, channel })); },
    prompts,
  };
}

async function joinChannel(channel) {
  const answer = await post('join', { channel });
  if (!answer.ok) complain(answer.error);
}

function promptChips(write) {
  const prompts = store.app.prompts ?? [];
  if (!prompts.length) return [];
  const chip = (prompt) => h('button', { type: 'button', class: 'chip', title: prompt.message, onclick: () => write.say(prompt.message) }, prompt.title);
  return [h('p', { class: 'quiet' }, store.app.prompts_title || t('prompts')), prompts.map(chip)].flat();
}

export function statusWords({ status, loading_messages: loading = [] }) {
  if (!status && !loading.length) return [];
  if (status === 'processing') return [t('thinking', { name: store.app.name })];
  return (loading.length ? loading : [status]).map((words) => t('statusLine', { name: store.app.name, status: words }));
}
