// What may happen to the app in a real workspace: cut off, shut out, stripped of its rights.
import { freshId, h } from './dom.js';
import { complain, toast } from './layer.js';
import { fetchAdmin, postAdmin } from './server.js';
import { on, store } from './store.js';
import { t } from './words.js';

const REASONS = ['warning', 'refresh_requested', 'link_disabled', 'too_many_websockets', 'cut'];
let redraw = null;

on('channel', () => queueMicrotask(() => redraw?.())); // after the page has taken it
on('grants', () => redraw?.());
on('messages_tab', () => queueMicrotask(() => redraw?.()));

export function doorsDesk() {
  const parts = [connection(), channel(), grants(), tab()];
  redraw = () => parts.forEach((part) => part.draw());
  redraw();
  return { node: h('div', {}, parts.map((part) => part.node)), stop: () => { redraw = null; } };
}

async function act(name, body, label) {
  const answer = await postAdmin(name, body);
  if (!answer.ok) complain(answer.error);
  else toast(t('done', { what: t(label) }));
  redraw?.();
}

const button = (label, run) => h('button', { type: 'button', class: 'button', onclick: run }, t(label));

function pick(label, options) {
  const id = freshId('pick');
  const field = h('select', { id }, options.map(([value, words]) => h('option', { value }, words)));
  return { field, node: h('label', { for: id }, h('span', {}, t(label)), field) };
}

function connection() {
  const reason = pick('disconnectReason', REASONS.map((each) => [each, t(`reason_${each}`)]));
  const go = button('disconnect', () => act('disconnect', { reason: reason.field.value }, 'disconnect'));
  return { node: part('deskConnection', h('p', { class: 'quiet' }, t('disconnectWhat')), h('p', { class: 'row' }, reason.node, go)), draw: () => {} };
}

function channel() {
  const rooms = [...store.channels.values()].filter((each) => each.kind === 'channel');
  const room = pick('channelPick', rooms.map((each) => [each.id, `# ${each.name}`]));
  const buttons = h('p', { class: 'row' });
  const draw = () => {
    const here = store.channels.get(room.field.value);
    if (!here) return;
    const isIn = here.members.includes(store.app.bot_user);
    const close = here.is_archived ? 'unarchive' : 'archive';
    buttons.replaceChildren(
      button(close, () => act('archive', { channel: here.id, archived: !here.is_archived }, close)),
      button(isIn ? 'kick' : 'inviteBack', () => act(isIn ? 'kick' : 'invite', { channel: here.id }, isIn ? 'kick' : 'inviteBack')));
  };
  room.field.addEventListener('change', draw);
  return { node: part('deskChannel', h('p', { class: 'row' }, room.node), h('p', { class: 'quiet' }, t('archiveWhat')), h('p', { class: 'quiet' }, t('kickWhat')), buttons), draw };
}

function grants() {
  const scope = pick('scopePick', []);
  const state = h('p', { role: 'status' });
  const back = button('restore', () => act('restore', {}, 'restore'));
  const draw = async () => {
    const answer = await fetchAdmin('grants');
    if (!answer.ok) return;
    const chosen = scope.field.value;
    scope.field.replaceChildren(...answer.scopes.map((each) => h('option', { value: each, selected: each === chosen }, each)));
    const gone = [...answer.revoked, ...(answer.token_revoked ? [t('theToken')] : [])];
    state.textContent = gone.length ? t('revokedNow', { what: gone.join('、') }) : t('nothingRevoked');
    back.disabled = !gone.length;
  };
  const node = part('deskGrants',
    h('p', { class: 'quiet' }, t('scopeWhat')),
    h('p', { class: 'row' }, scope.node, button('revokeScope', () => act('revoke', { scope: scope.field.value }, 'revokeScope'))),
    h('p', { class: 'quiet' }, t('tokenWhat')),
    h('p', { class: 'row' }, button('revokeToken', () => act('revoke', { token: true }, 'revokeToken')), back),
    state);
  return { node, draw };
}

function tab() {
  const buttons = h('p', { class: 'row' });
  const draw = () => {
    const label = store.app.messages_tab ? 'tabClose' : 'tabOpen';
    buttons.replaceChildren(button(label, () => act('messages_tab', { open: !store.app.messages_tab }, label)));
  };
  return { node: part('deskTab', h('p', { class: 'quiet' }, t('tabWhat')), buttons), draw };
}

const part = (title, ...inside) => h('section', { class: 'door' }, h('h3', {}, t(title)), inside);
