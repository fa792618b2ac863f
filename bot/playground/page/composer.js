// Where a person writes. Enter sends, but never while an input method is composing.
import { $, freshId, h } from './dom.js';
import { completion } from './completion.js';
import { icon } from './icons.js';
import { complain, menu, toast } from './layer.js';
import { post } from './server.js';
import { store } from './store.js';
import { chooser, dropHint, dropZone, tray } from './upload.js';
import { t } from './words.js';

const TURN = 2500; // how long each of the app's loading messages stands

// keyCode 229 is Safari's way to say "still composing" for the Enter that ends a composition.
export const composing = (event) => event.isComposing || event.keyCode === 229;

const trays = new Map(); // files of a draft stay with it while another place is looked at

export function composer({ channel, thread, label, disabled, sent }) {
  const draft = `draft ${store.me.id} ${channel} ${thread ?? ''}`;
  const box = h('textarea', { rows: '1', placeholder: label, 'aria-label': label, value: sessionStorage.getItem(draft) ?? '', enterkeyhint: 'send', autocomplete: 'off' });
  const hint = h('p', { class: 'quiet hint', id: freshId('hint') }, t('sendHint'));
  const button = h('button', { type: 'submit', class: 'send', 'aria-label': t('send'), title: t('send') }, icon('send'));
  const bolt = h('button', { type: 'button', class: 'tool', 'aria-label': t('shortcuts'), title: t('shortcuts'), 'aria-haspopup': 'menu', 'aria-expanded': 'false', onclick: () => menu(bolt, shortcuts(), t('shortcuts')) }, icon('bolt'));
  const files = trays.get(draft) ?? trays.set(draft, tray()).get(draft);
  const pick = chooser(files.add, { multiple: true, hidden: true });
  const clip = h('button', { type: 'button', class: 'tool', 'aria-label': t('attach'), title: t('attach'), onclick: () => pick.click() }, icon('clip'));
  const status = h('p', { class: 'status', role: 'status' });
  const suggest = completion(box, { commands: !thread });
  const form = h('form', { class: 'composer' }, status, suggest.root, h('div', { class: 'composer-box with-files' }, files.root, pick, bolt, clip, box, button), hint);
  let sending = false;
  box.setAttribute('aria-describedby', hint.id);

  function fit() {
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 240)}px`;
    button.disabled = files.busy() || !(box.value.trim() || files.files().length);
    sessionStorage.setItem(draft, box.value);
  }

  async function submit() {
    const text = box.value.trim();
    if (files.busy()) return toast(t('stillUploading'));
    if (sending || !(text || files.files().length)) return;
    box.value = '';
    suggest.close();
    fit();
    const ok = text.startsWith('/') && !files.files().length ? await command(text) : await say(text, files.files());
    if (!ok && !box.value) box.value = text;
    fit();
  }

  async function say(text, attached = []) {
    sending = attached.length > 0; // a second Enter must not send the same files again
    const answer = await post('message', { channel, text, ...(thread ? { thread_ts: thread } : {}), ...(sending ? { files: attached.map((each) => each.id) } : {}) });
    if (answer.ok && sending) files.clear(attached);
    sending = false;
    if (answer.ok) sent?.(answer.message);
    else complain(answer.error);
    return answer.ok;
  }

  async function command(text) {
    const [, name, rest] = text.match(/^(\/\S*)\s*([\s\S]*)$/);
    if (thread) return refuse(t('threadRefusal', { command: name }));
    if (!store.app.commands.some((each) => each.command === name)) return refuse(t('badCommand', { command: name }));
    const answer = await post('command', { channel, command: name, text: rest });
    if (!answer.ok) complain(answer.error);
    return answer.ok;
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

  Object.assign(files, { changed: fit, home: box });
  box.addEventListener('paste', (event) => {
    const { files: pasted, types } = event.clipboardData;
    if (!pasted.length || types.includes('text/plain')) return; // words copied from an office program bring a picture too
    event.preventDefault();
    files.add([...pasted]);
  });
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
  if (disabled) for (const each of [box, button, bolt, clip]) each.disabled = true;
  requestAnimationFrame(fit);
  const takes = (conversation) => {
    if (disabled) return;
    const here = dropHint(t('dropHere'));
    conversation.append(here);
    dropZone([conversation, form], here, (list) => { files.add(list); box.focus(); });
  };
  return { root: form, takes, focus: () => matchMedia('(hover: none)').matches || box.focus(), say, status: (words, stop) => showStatus(status, words, stop) };
}

// Several words take turns.
function showStatus(node, words, stop) {
  const line = h('span', {}, words[0]);
  node.replaceChildren(...(words.length ? [h('span', { class: 'dots', 'aria-hidden': 'true' }), line, stop].filter(Boolean) : []));
  let at = 0;
  const turn = () => {
    if (!line.isConnected) return;
    line.textContent = words[(at += 1) % words.length];
    setTimeout(turn, TURN);
  };
  if (words.length > 1) setTimeout(turn, TURN);
}

export const focusComposer = () => $('.composer textarea')?.focus();
