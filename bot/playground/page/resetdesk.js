// A fresh start, after asking.
import { h } from './dom.js';
import { complain, confirm } from './layer.js';
import { postAdmin } from './server.js';
import { on, store } from './store.js';
import { t } from './words.js';

export function resetDesk() {
  const button = h('button', { type: 'button', class: 'button danger', onclick: ask }, t('resetDo'));
  return { node: h('div', { class: 'desk' }, h('p', {}, t('resetLead')), h('p', {}, button)) };
}

async function ask() {
  const question = { title: { text: t('resetSure') }, confirm: { text: t('resetDo') }, deny: { text: t('cancel') }, style: 'danger' };
  if (!(await confirm(question, [t('resetText')]))) return;
  const answer = await postAdmin('reset', {});
  if (!answer.ok) complain(answer.error);
}

// Everything that was half written belonged to the old world.
on('reset', () => {
  const tools = sessionStorage.getItem('tools');
  sessionStorage.clear();
  if (tools) sessionStorage.setItem('tools', tools);
  history.replaceState(null, '', `/?user=${encodeURIComponent(store.me.id)}`);
  location.reload();
});
