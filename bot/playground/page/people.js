// Who is sitting at this page: the first screen, and the switcher that is always there.
import { $, h } from './dom.js';
import { icon } from './icons.js';
import { menu } from './layer.js';
import { waitingMark } from './notices.js';
import { store } from './store.js';
import { lang, t, tryThis } from './words.js';

export const everyone = () => [...store.users.values()].filter((user) => !user.is_bot && !user.deleted);
const linkTo = (user) => `?user=${encodeURIComponent(user.id)}${location.hash}`;

export function avatar(user, size = '') {
  if (user?.is_bot || !user) return h('span', { class: `avatar bot ${size}`, 'aria-hidden': 'true' }, icon('shield'));
  const node = h('span', { class: `avatar ${size}`, 'aria-hidden': 'true' }, [...(user.real_name || user.name)][0]);
  if (/^#[0-9a-f]{6}$/i.test(user.avatar)) node.style.backgroundColor = user.avatar;
  return node;
}

export function languageButton(switchLanguage) {
  return h('button', { type: 'button', class: 'plain language', lang: lang() === 'ja' ? 'en' : 'ja', 'aria-label': t('languageLabel'), onclick: switchLanguage }, t('language'));
}

export function chooser(switchLanguage) {
  const card = (user) => h('li', {}, h('a', { class: 'person', href: linkTo(user), data: { user: user.id } },
    avatar(user, 'large'),
    h('span', { class: 'person-who' }, h('strong', {}, user.real_name), h('span', { class: 'quiet' }, user.title)),
    h('span', { class: 'person-try' }, tryThis(user.name))));
  return h('main', { class: 'chooser' },
    h('header', {}, h('p', { class: 'quiet' }, h('span', { class: 'tag' }, t('practice')), ` ${store.team.name}`), languageButton(switchLanguage)),
    h('h1', {}, t('whoTitle')),
    h('p', {}, t('whoLead')),
    h('ul', { class: 'people' }, everyone().map(card)),
    h('p', { class: 'quiet' }, t('whoTabs')),
    h('p', { class: 'quiet' }, t('practiceLong')));
}

function waitingFor(user) {
  const n = user.id === store.me.id ? 0 : store.waiting.get(user.id) ?? 0;
  return { count: n, counted: t('waitingFor', { n }) };
}

export function switcher() {
  const items = () => everyone().map((user) => ({ label: user.real_name + (user.id === store.me.id ? `（${t('you')}）` : ''), note: user.title, href: linkTo(user), ...waitingFor(user) }));
  const node = h('button', { type: 'button', class: 'plain switcher', 'aria-haspopup': 'menu', 'aria-expanded': 'false', title: t('switchUser') },
    avatar(store.me, 'small'),
    h('span', { class: 'switcher-name' }, store.me.real_name, h('small', {}, store.me.title)),
    waitingMark(), icon('down'));
  node.setAttribute('aria-label', `${t('switchUser')}: ${store.me.real_name}`);
  node.addEventListener('click', () => menu(node, [{ title: t('switchUser') }, ...items()], t('switchUser')));
  return node;
}

export const askedFor = () => new URLSearchParams(location.search).get('user');
export const focusMain = () => $('#main')?.focus();
