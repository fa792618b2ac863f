// Completion in the composer: "/" for commands at the start, "@" for people.
import { freshId, h } from './dom.js';
import { icon } from './icons.js';
import { avatar } from './people.js';
import { store } from './store.js';
import { t } from './words.js';

const MOST = 8;

export function completion(box, { commands }) {
  const id = freshId('completion');
  const root = h('ul', { class: 'completion', role: 'listbox', id, hidden: true });
  let offers = [];
  let at = 0;
  box.setAttribute('aria-controls', id);
  box.setAttribute('aria-autocomplete', 'list');

  function look() {
    const typed = box.value.slice(0, box.selectionStart);
    const slash = commands && typed.match(/^\/(\S*)$/);
    const mention = typed.match(/(?:^|[\s　、。「（(])@([^\s@]*)$/);
    offers = slash ? commandOffers(slash[1]) : mention ? peopleOffers(mention[1]) : [];
    at = 0;
    show();
  }

  function show() {
    root.hidden = !offers.length;
    root.setAttribute('aria-label', offers[0]?.kind ?? '');
    root.replaceChildren(...offers.slice(0, MOST).map((offer, index) => h('li', { role: 'option', id: `${id}-${index}`, 'aria-selected': String(index === at), onmousedown: (event) => { event.preventDefault(); pick(offer); } }, offer.mark, h('span', {}, h('strong', {}, offer.label), ' ', h('small', {}, offer.note ?? '')))));
    box.setAttribute('aria-expanded', String(!root.hidden));
    if (root.hidden) box.removeAttribute('aria-activedescendant');
    else box.setAttribute('aria-activedescendant', `${id}-${at}`);
  }

  function pick(offer) {
    const before = box.value.slice(0, box.selectionStart).replace(/[/@][^\s/@]*$/, offer.text);
    box.value = before + box.value.slice(box.selectionStart);
    box.setSelectionRange(before.length, before.length);
    close();
    box.dispatchEvent(new Event('input'));
  }

  function close() {
    offers = [];
    show();
  }

  // True when the key was for the list.
  function key(event) {
    if (!offers.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = Math.min(offers.length, MOST);
    const complete = box.value.trim() === offers[at].text.trim();
    if (event.key === 'Enter' && complete) return close(), false;
    if (step) at = (at + step + count) % count;
    else if (event.key === 'Escape') offers = [];
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') return event.preventDefault(), pick(offers[at]), true;
    else return false;
    event.preventDefault();
    show();
    return true;
  }

  box.addEventListener('input', look);
  box.addEventListener('blur', close);
  return { root, key, close };
}

const commandOffers = (typed) => store.app.commands
  .filter((each) => each.command.slice(1).startsWith(typed))
  .map((each) => ({ kind: t('commands'), label: each.command, note: [each.usage_hint, each.description].filter(Boolean).join(' — '), text: `${each.command} ` }));

function peopleOffers(typed) {
  const bot = { id: store.app.bot_user, real_name: store.app.name, name: store.app.bot_name, title: t('app'), is_bot: true };
  const all = [bot, ...[...store.users.values()].filter((user) => !user.is_bot && !user.deleted && user.id !== store.me.id)];
  const wanted = typed.toLowerCase();
  const fits = (...names) => names.some((name) => name.toLowerCase().includes(wanted));
  const people = all
    .filter((user) => fits(user.real_name, user.name))
    .map((user) => ({ kind: t('people'), label: user.real_name, note: user.title, text: `@${user.real_name} `, mark: avatar(user, 'tiny') }));
  const groups = [...store.groups.values()]
    .filter((group) => fits(group.handle, group.name))
    .map((group) => ({ kind: t('groups'), label: `@${group.handle}`, note: group.name, text: `@${group.handle} `, mark: h('span', { class: 'system-mark', title: t('groups') }, icon('people')) }));
  return [...people, ...groups];
}
