// Looks behind a message, a modal or the home tab.
import { $, freshId, h } from './dom.js';
import { icon } from './icons.js';
import { complain, copy } from './layer.js';
import { fetchInspection } from './server.js';
import { userName } from './store.js';
import { json, wireLine } from './wire.js';
import { t } from './words.js';

const BUILDER = 'https://app.slack.com/block-kit-builder/';

export const inspectButton = (what) => h('button', { type: 'button', class: 'tool inspect', 'aria-label': t('inspect'), title: t('inspect'), onclick: () => inspect(what) }, icon('inspect'));

// what: {channel, ts} or {view_id}
export async function inspect(what) {
  const opener = document.activeElement;
  const answer = await fetchInspection(what);
  if (!answer.ok) return complain(answer.error);
  const title = freshId('inspect');
  const close = () => { dialog.close(); dialog.remove(); opener?.isConnected && opener.focus(); };
  const dialog = h('dialog', { class: 'inspector', 'aria-labelledby': title },
    h('header', {}, h('h2', { id: title, tabindex: '-1' }, t(answer.view ? 'inspectView' : 'inspectMessage')), h('button', { type: 'button', class: 'tool', 'aria-label': t('close'), onclick: close }, icon('close'))),
    h('div', { class: 'inspector-body' }, readers(answer), exports(answer), json(answer.message ?? answer.view), lines('writtenBy', answer.calls), lines('carriedBy', answer.deliveries)));
  dialog.addEventListener('cancel', (event) => { event.preventDefault(); close(); });
  $('#layer').append(dialog);
  dialog.showModal();
  $('h2', dialog).focus();
}

function readers({ audience, only_for: only }) {
  const names = audience.map(userName);
  return h('p', { class: 'readers' }, h('strong', {}, t('whoSees')), ' ', only ? t('onlyOne', { name: userName(only) }) : t('audience', { n: names.length, names: names.join(t('listComma')) }));
}

function exports({ message, view }) {
  const { blocks = [] } = message ?? view;
  return [
    h('p', { class: 'row' },
      h('button', { type: 'button', class: 'button', onclick: () => copy(JSON.stringify(message ?? view, null, 2)) }, icon('copy'), t('copyJson')),
      blocks.length > 0 && h('button', { type: 'button', class: 'button', onclick: () => copy(JSON.stringify({ blocks }, null, 2)) }, icon('copy'), t('copyBlocks'))),
    blocks.length > 0 && h('p', { class: 'quiet' }, h('a', { href: builderLink(view ?? { blocks }), target: '_blank', rel: 'noopener noreferrer' }, icon('away'), t('builder')), ' ', t('builderNote')),
  ];
}

// The builder takes what one would post; what Slack's server adds is left out.
function builderLink(payload) {
  const told = ['type', 'title', 'submit', 'close', 'blocks'].filter((name) => payload[name]);
  const own = Object.fromEntries(told.map((name) => [name, payload[name]]));
  return `${BUILDER}#${encodeURIComponent(JSON.stringify(own))}`;
}

const lines = (title, list) => h('section', {}, h('h3', {}, t(title)), list.length ? list.map(wireLine) : h('p', { class: 'quiet' }, t('none_yet')));
