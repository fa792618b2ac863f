// Where a person writes. Enter sends, but never while an input method is composing.
import { $, freshId, h } from './dom.js';
import { completion } from './completion.js';
import { icon } from './icons.js';
import { complain, menu, toast } from './layer.js';
import { post } from './server.js';
import { store } from './store.js';
import { t } from './words.js';

// keyCode 229 is Safari's way to say "still composing" for the Enter that ends a composition.
export const composing = (event) => event.isComposing || event.keyCode === 229;

export function composer({ channel, thread, label, disabled, sent }) {
  const draft = `draft ${store.me.id} ${channel} ${thread ?? ''}`;
  const box = h('textarea', { rows: '1', placeholder: label, 'aria-label': label, value: sessionStorage.getItem(draft) ?? '', enterkeyhint: 'send', autocomplete: 'off' });
  const hint = h('p', { class: 'quiet hint', id: freshId('hint') }, t('sendHint'));
  const button = h('button', { type: 'submit', class: 'send', 'aria-label': t('send'), title: t('send') }, icon('send'));
  const bolt = h('button', { type: 'button', class: 'tool', 'aria-label': t('shortcuts'), title: t('shortcuts'), 'aria-haspopup': 'menu', 'aria-expanded': 'false', onclick: () => menu(bolt, shortcuts(), t('shortcuts')) }, icon('bolt'));
  const status = h('p', { class: 'status', role: 'status' });
  const suggest = completion(box, { commands: !thread });
  const form = h('form', { class: 'composer' }, status, suggest.root, h('div', { class: 'composer-box' }, bolt, box, button), hint);
  box.setAttribute('aria-describedby', hint.id);

  function fit() {
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 240)}px`;
    button.disabled = !box.value.trim();
    sessionStorage.setItem(draft, box.value);
  }

  async function submit() {
    const text = box.value.trim();
    if (!text) return;
    box.value = '';
    suggest.close();
    fit();
    const ok = text.startsWith('/') ? await command(text) : await say(text);
    if (!ok && !box.value) box.value = text;
    fit();
  }

  async function say(text) {
    const answer = await post('message', { channel, text, ...(thread ? { thread_ts: thread } : {}) });
    if (answer.ok) sent?.(answer.message);
    else complain(answer.error);
    return answer.ok;
  }

  async function command(text) {
    const [, name, rest] = text.match(/^(\/\S*)\s*([\s\S]*)$/);
    if (thread) return refuse(t('threadCommand'));
    if (!store.app.commands.some((each) => each.command === name)) return refuse(t('badCommand', { command: name }));
    const answer = await post('command', { channel, command: name, text: rest });
    if (!answer.ok) complain(answer.error);
    return true;
  }

  function refuse(words) {
    toast(words, { kind: 'error' });
    return false;
  }

  function shortcuts() {
    const run = async ({ callback_id }) => {
      const answer = await post('shortcut', { callback_id });
      if (!answer.ok) complain(answer.error);
    };
    const items = [
      ...store.app.global_shortcuts.map((each) => ({ label: each.name, note: each.description, icon: 'bolt', run: () => run(each) })),
      ...(thread ? [] : store.app.commands.map((each) => ({ label: each.command, note: each.description, run: () => write(`${each.command} `) }))),
    ];
    return items.length ? [{ title: store.app.name }, ...items] : [{ title: t('noShortcuts') }];
  }

  function write(text) {
    box.value = text;
    fit();
    box.focus();
  }

  box.addEventListener('input', fit);
  box.addEventListener('keydown', (event) => {
    if (composing(event) || suggest.key(event)) return;
    if (event.key !== 'Enter' || event.shiftKey || event.altKey) return;
    event.preventDefault();
    submit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  if (disabled) for (const each of [box, button, bolt]) each.disabled = true;
  requestAnimationFrame(fit);
  return { root: form, focus: () => matchMedia('(hover: none)').matches || box.focus(), say, status: (text) => showStatus(status, text) };
}

function showStatus(node, text) {
  node.replaceChildren(...(text ? [h('span', { class: 'dots', 'aria-hidden': 'true' }), text] : []));
}

export const focusComposer = () => $('.composer textarea')?.focus();
