// Puts the page together: who is here, where they are, and what arrives.
import { $, h } from './dom.js';
import { icon } from './icons.js';
import { toast } from './layer.js';
import { channelPane } from './channel.js';
import { clockMark } from './clockdesk.js';
import { listenForModals, showViews } from './modal.js';
import { announce, markRead, threadNews, unreadIn } from './notices.js';
import { askedFor, chooser, languageButton, switcher } from './people.js';
import { fetchMessages, fetchState, listen, post } from './server.js';
import { sidebar } from './sidebar.js';
import { channelName, isReply, messagesOf, on, setClock, store, takeState } from './store.js';
import { threadPane } from './thread.js';
import { openTools, toolsButton, toolsDrawer } from './tools.js';
import { lang, speak, t } from './words.js';

const shown = { channel: '', tab: 'messages', thread: '', pane: null, side: null, news: null };

async function start() {
  const asked = askedFor();
  const state = await fetchState(asked);
  if (!state.ok) return void (asked ? location.replace('/') : setTimeout(start, 1000));
  takeState(state);
  speak(localStorage.getItem(`lang ${asked ?? ''}`) ?? ((asked ? state.me.locale : navigator.language)?.startsWith('en') ? 'en' : 'ja'));
  if (!asked) return chooseFirst();
  frame();
  listen(state.me.id);
  listenForModals();
  addEventListener('hashchange', go);
  await go();
  showViews(store.views);
}

function switchLanguage() {
  speak(lang() === 'ja' ? 'en' : 'ja');
  localStorage.setItem(`lang ${askedFor() ?? ''}`, lang());
  if (!askedFor()) return chooseFirst();
  frame();
  shown.channel = '';
  return go();
}

function chooseFirst() {
  document.title = `${t('whoTitle')} · ${store.team.name}`;
  $('#page').replaceChildren(chooser(switchLanguage));
}

function frame() {
  const menuButton = h('button', { type: 'button', class: 'tool only-narrow', 'aria-label': t('menu'), 'aria-controls': 'sidebar', 'aria-expanded': 'false', onclick: () => openSidebar() }, icon('menu'));
  $('#page').replaceChildren(
    h('a', { class: 'skip', href: '#main', onclick: (event) => { event.preventDefault(); $('#main').focus(); } }, t('skip')),
    h('header', { class: 'topbar' }, menuButton, h('strong', { class: 'team' }, store.team.name), h('span', { class: 'tag', title: t('practiceLong') }, t('practice')), h('span', { class: 'spread' }), clockMark(() => openTools('clock')), toolsButton(), languageButton(switchLanguage), switcher()),
    h('p', { class: 'offline', role: 'status', hidden: true }, t('offline')),
    h('p', { class: 'offline unplugged', role: 'status', hidden: store.connected }, t('unplugged', { name: store.app.name })),
    h('div', { class: 'columns' }, h('div', { id: 'side' }), h('main', { id: 'main', tabindex: '-1' }), h('aside', { id: 'thread', hidden: true, 'aria-label': t('thread') }), toolsDrawer()));
}

function openSidebar(open = !document.body.classList.contains('side-open')) {
  document.body.classList.toggle('side-open', open);
  $('.topbar .only-narrow')?.setAttribute('aria-expanded', String(open));
  if (open) $('#sidebar a')?.focus();
}

function drawSidebar() {
  const focused = document.activeElement?.dataset?.channel;
  $('#side').replaceChildren(sidebar(shown.channel));
  if (focused) $(`#side [data-channel="${focused}"]`)?.focus();
  const waiting = [...store.channels.values()].reduce((sum, each) => sum + (each.id === shown.channel && !document.hidden ? 0 : unreadIn(each)), 0);
  document.title = `${waiting ? `(${waiting}) ` : ''}${channelName(shown.channel)} · ${store.me.real_name}`;
}

// The address says the place: #channel, #channel/thread, #home.
async function go() {
  const [first, thread = ''] = decodeURIComponent(location.hash.slice(1)).split('/');
  const tab = first === 'home' && store.app.home_tab ? 'home' : 'messages';
  const known = store.channels.has(first) ? first : store.app.dm_channel;
  openSidebar(false);
  if (known !== shown.channel || tab !== shown.tab) await enter(known, tab);
  if (thread !== shown.thread) await enterThread(thread);
}

async function enter(channel, tab) {
  Object.assign(shown, { channel, tab, thread: '' });
  const place = store.channels.get(channel);
  if (place && tab === 'messages') Object.assign(place, { unread: 0, mentions: 0 });
  $('#thread').hidden = true;
  await load(channel);
  post('open', { channel, tab });
  if (shown.channel !== channel || shown.tab !== tab) return;
  shown.pane = channelPane({ channel, tab, openThread });
  shown.news = threadNews(channel, openThread);
  $('#main').replaceChildren(shown.pane.nodes[0], shown.news.node, ...shown.pane.nodes.slice(1));
  shown.pane.start();
  showStatuses(shown.pane);
  drawSidebar();
}

// What was read once is kept up to date by the stream, until the stream breaks or the channel changes.
const complete = new Set();

async function load(channel, thread = '') {
  const key = `${channel} ${thread}`;
  if (complete.has(key)) return;
  const answer = await fetchMessages(channel, thread);
  for (const message of answer.messages ?? []) messagesOf(channel).set(message.ts, message);
  if (answer.ok) complete.add(key);
}

const openThread = (ts) => { location.hash = `${shown.channel}/${ts}`; };

async function enterThread(ts) {
  shown.thread = ts;
  const side = $('#thread');
  if (!ts) {
    shown.side = null;
    side.hidden = true;
    return shown.pane?.focus();
  }
  await load(shown.channel, ts);
  shown.side = threadPane({ channel: shown.channel, ts, close: () => { location.hash = shown.channel; } });
  side.replaceChildren(...shown.side.nodes);
  side.hidden = false;
  shown.side.start();
  showStatuses(shown.side);
  markRead(shown);
}

function arrived({ message, channel }) {
  const known = messagesOf(channel);
  const isNew = !known.has(message.ts);
  known.set(message.ts, message);
  if (isReply(message) && isNew) countReply(known, message);
  if (channel === shown.channel) for (const pane of [shown.pane, shown.side]) pane?.put(message);
}

// The server counts what is unread; what stands before the person's eyes is read.
function counted({ channel, type, ...counts }) {
  const place = store.channels.get(channel);
  if (!place) return;
  const before = place.threads ?? {};
  const threads = Object.keys({ ...before, ...counts.threads }).filter((ts) => before[ts] !== counts.threads[ts]);
  Object.assign(place, counts);
  soon();
  if (channel !== shown.channel) return;
  shown.news?.draw();
  for (const ts of threads) if (messagesOf(channel).has(ts)) shown.pane?.put(messagesOf(channel).get(ts));
  markRead(shown);
}

let drawing = 0;
function soon() {
  drawing ||= requestAnimationFrame(() => { drawing = 0; drawSidebar(); });
}

function countReply(known, reply) {
  const parent = known.get(reply.thread_ts);
  if (!parent || reply.ephemeral) return;
  Object.assign(parent, { reply_count: (parent.reply_count ?? 0) + 1, latest_reply: reply.ts });
  if (parent.channel === shown.channel) shown.pane?.put(parent);
}

async function again() {
  const state = await fetchState(store.me.id);
  if (!state.ok) return;
  takeState(state);
  showViews(store.views);
  store.messages.clear();
  complete.clear();
  const { thread } = shown;
  shown.channel = '';
  await go();
  if (thread) await enterThread(thread);
}

async function invite(channel) {
  const answer = await post('invite', { channel });
  if (answer.ok) toast(t('invited', { name: store.app.name }));
}

for (const kind of ['message', 'message_changed', 'ephemeral', 'reaction']) on(kind, (event) => event.message && arrived({ message: event.message, channel: event.channel }));
on('message', (event) => announce(event, shown));
on('unread', counted);
on('messages_tab', ({ open }) => {
  store.app.messages_tab = open;
  if (shown.channel !== store.app.dm_channel) return;
  shown.channel = '';
  go();
});
document.addEventListener('visibilitychange', () => { markRead(shown); if (store.me) soon(); });
on('message_deleted', ({ channel, ts }) => {
  messagesOf(channel).delete(ts);
  if (channel === shown.channel) for (const pane of [shown.pane, shown.side]) pane?.drop(ts);
});
on('status', (event) => {
  const where = `${event.channel} ${event.thread_ts}`;
  if (event.status) store.statuses.set(where, event);
  else store.statuses.delete(where);
  if (event.channel === shown.channel) for (const pane of [shown.pane, shown.side]) pane?.status(event);
});

function showStatuses(pane) {
  for (const event of store.statuses.values()) if (event.channel === shown.channel) pane.status(event);
}
on('home', ({ view }) => { store.home = view; shown.pane?.home?.(); });
on('prompts', ({ channel, prompts, title }) => {
  if (channel !== store.app.dm_channel) return;
  Object.assign(store.app, { prompts, prompts_title: title });
  shown.pane?.prompts?.();
});
on('channel', ({ channel }) => {
  const before = store.channels.get(channel.id);
  store.channels.set(channel.id, { ...before, ...channel });
  if (before?.is_member !== channel.is_member) complete.clear();
  if (channel.id === shown.channel) {
    // Whether one may write here is part of the pane, the rest of its head.
    const same = before && ['is_member', 'is_archived'].every((each) => before[each] === channel[each]);
    if (!same) {
      shown.channel = '';
      return go();
    }
    shown.pane?.drawHead();
  }
  drawSidebar();
});
on('channel_gone', ({ channel }) => {
  const name = channelName(channel);
  store.channels.delete(channel);
  store.messages.delete(channel);
  drawSidebar();
  if (channel === shown.channel) location.hash = store.app.dm_channel;
  toast(t('outOf', { name }));
});
on('clock', ({ now }) => setClock(now));
on('toast', ({ code, channel, text }) => (code === 'bot_not_in_channel'
  ? toast(t('botAbsent', { name: store.app.name }), { action: t('invite'), run: () => invite(channel) })
  : toast(text ?? t('failed', { code }))));
let unplugging = 0;
on('connection', ({ connected }) => {
  store.connected = connected;
  clearTimeout(unplugging);
  // An app that only starts again is not worth a word.
  unplugging = setTimeout(() => { const line = $('.unplugged'); if (line) line.hidden = store.connected; }, connected ? 0 : 3000);
});
on('offline', () => { $('.offline').hidden = false; });
on('online', ({ again: back }) => { $('.offline').hidden = true; if (back) again(); });
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') openSidebar(false); });
document.addEventListener('click', (event) => { if (document.body.classList.contains('side-open') && !event.target.closest('#side, .topbar')) openSidebar(false); });

start();
