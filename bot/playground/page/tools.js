// The drawer of tools on the right: what went over the wire, faults, the clock, a fresh start.
import { $, h } from './dom.js';
import { clockDesk } from './clockdesk.js';
import { composing } from './composer.js';
import { eventLog } from './eventlog.js';
import { faultDesk } from './faultdesk.js';
import { icon } from './icons.js';
import { resetDesk } from './resetdesk.js';
import { t } from './words.js';

const DESKS = { log: eventLog, faults: faultDesk, clock: clockDesk, reset: resetDesk };
const kept = { open: false, tab: 'log', ...JSON.parse(sessionStorage.getItem('tools') ?? '{}') };
let desk = null; // what the open tab shows: {node, stop}

function keep(change) {
  Object.assign(kept, change);
  sessionStorage.setItem('tools', JSON.stringify(kept));
}

export function toolsButton() {
  return h('button', { type: 'button', class: 'plain tools-button', 'aria-controls': 'tools', 'aria-expanded': String(kept.open), 'aria-label': t('tools'), title: t('toolsLong'), onclick: () => (kept.open ? closeTools() : openTools()) }, icon('tools'), h('span', {}, t('tools')));
}

export function toolsDrawer() {
  const tabs = Object.keys(DESKS).map((name) => h('button', { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'tools-panel', onclick: () => openTools(name), data: { tab: name } }, t(`tab_${name}`)));
  const drawer = h('aside', { id: 'tools', hidden: true, 'aria-label': t('tools') },
    h('header', { class: 'place-head' }, h('h2', {}, t('tools')), h('button', { type: 'button', class: 'tool', 'aria-label': t('close'), onclick: () => closeTools() }, icon('close'))),
    h('div', { class: 'tool-tabs', role: 'tablist', 'aria-label': t('tools'), onkeydown: steer }, tabs),
    h('div', { id: 'tools-panel', role: 'tabpanel', tabindex: '-1' }));
  if (kept.open) queueMicrotask(() => openTools(kept.tab, false));
  return drawer;
}

export function openTools(tab = kept.tab, focus = true) {
  const name = DESKS[tab] ? tab : 'log';
  keep({ open: true, tab: name });
  desk?.stop?.();
  desk = DESKS[name]();
  $('#tools').hidden = false;
  $('#tools-panel').setAttribute('aria-labelledby', `tab-${name}`);
  $('#tools-panel').replaceChildren(desk.node);
  for (const each of document.querySelectorAll('#tools [role=tab]')) {
    const chosen = each.dataset.tab === name;
    each.setAttribute('aria-selected', String(chosen));
    each.tabIndex = chosen ? 0 : -1;
    if (chosen && focus) each.focus();
  }
  $('.tools-button').setAttribute('aria-expanded', 'true');
}

function closeTools() {
  keep({ open: false });
  desk?.stop?.();
  desk = null;
  $('#tools').hidden = true;
  $('#tools-panel').replaceChildren();
  $('.tools-button').setAttribute('aria-expanded', 'false');
  $('.tools-button').focus();
}

function steer(event) {
  const names = Object.keys(DESKS);
  const at = names.indexOf(kept.tab);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  openTools(names.at(to % names.length));
}

// Escape closes the drawer unless something lies above it or an input method needs the key.
document.addEventListener('keydown', (event) => {
  const above = $('dialog[open], .menu, .completion:not([hidden])');
  if (event.key === 'Escape' && kept.open && !above && !event.defaultPrevented && !composing(event)) closeTools();
});
