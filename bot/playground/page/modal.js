// The stack of modals that the app has opened for this person.
import { $, freshId, h } from './dom.js';
import { blocks, plain } from './blocks.js';
import { icon } from './icons.js';
import { inspectButton } from './inspector.js';
import { viewPlace } from './interaction.js';
import { showErrors } from './inputs.js';
import { toast } from './layer.js';
import { post } from './server.js';
import { on, store } from './store.js';
import { composing } from './composer.js';
import { t } from './words.js';

const stack = []; // {view, state}
let dialog = null;
let opener = null;

export function listenForModals() {
  on('view_open', ({ view }) => { stack.splice(0, stack.length, { view, state: {} }); show(); });
  on('view_push', ({ view }) => { stack.push({ view, state: {} }); show(); });
  on('view_update', ({ view }) => update(view));
  on('view_close', ({ view_id, clear }) => close(view_id, clear));
  addEventListener('pagehide', () => sessionStorage.setItem('views', JSON.stringify(Object.fromEntries(stack.map(({ view, state }) => [view.id, state])))));
}

// What the server says is open, with what was written in it before the page was loaded again.
export function showViews(views) {
  const written = { ...JSON.parse(sessionStorage.getItem('views') ?? '{}'), ...Object.fromEntries(stack.map(({ view, state }) => [view.id, state])) };
  const same = views.length === stack.length && views.every((view, at) => view.id === stack[at].view.id && view.hash === stack[at].view.hash);
  if (same) return;
  if (!views.length) return close(null, true);
  stack.splice(0, stack.length, ...views.map((view) => ({ view, state: written[view.id] ?? {} })));
  show();
}

function update(view) {
  const entry = stack.find((each) => each.view.id === view.id);
  if (!entry) return;
  entry.view = view;
  if (entry === stack.at(-1)) show(document.activeElement?.dataset?.action);
}

function close(viewId, clear) {
  const at = clear ? 0 : stack.findIndex((each) => each.view.id === viewId);
  if (at < 0) return;
  stack.length = at;
  if (at) return show();
  dialog?.close();
  dialog?.remove();
  dialog = null;
  (opener?.isConnected ? opener : $('.composer textarea'))?.focus();
}

function show(focused) {
  if (!dialog) {
    opener = document.activeElement;
    dialog = h('dialog', { class: 'modal' });
    dialog.addEventListener('cancel', (event) => { event.preventDefault(); leave(); });
    $('#layer').append(dialog);
  }
  const { view, state } = stack.at(-1);
  dialog.replaceChildren(form(view, state));
  if (!dialog.open) dialog.showModal();
  const wanted = (focused && $(`[data-action="${CSS.escape(focused)}"]`, dialog)) || $('[data-focus]', dialog) || $('.modal-body :is(input, textarea, select)', dialog) || $('h2', dialog);
  wanted?.focus();
}

function leave(clear = false) {
  const { view } = stack.at(-1);
  post('view_close', { view_id: view.id, clear });
}

function form(view, state) {
  const ctx = viewPlace(view, state);
  const title = freshId('modal');
  dialog.setAttribute('aria-labelledby', title);
  const trouble = h('p', { class: 'trouble', role: 'alert', hidden: true });
  const submit = view.submit && h('button', { type: 'submit', class: 'button primary', disabled: view.submit_disabled }, plain(view.submit));
  const body = h('div', { class: 'modal-body' }, trouble, blocks(view.blocks, ctx));
  const node = h('form', { novalidate: true },
    h('header', {},
      stack.length > 1 && h('button', { type: 'button', class: 'tool', 'aria-label': t('back'), onclick: () => leave() }, icon('back')),
      h('h2', { id: title, tabindex: '-1' }, plain(view.title), h('small', {}, store.app.name)),
      inspectButton({ view_id: view.id }),
      h('button', { type: 'button', class: 'tool', 'aria-label': t('close'), onclick: () => leave(true) }, icon('close'))),
    body,
    h('footer', {}, h('button', { type: 'button', class: 'button', onclick: () => leave() }, view.close ? plain(view.close) : t(submit ? 'cancel' : 'close')), submit));
  // The Enter that ends a composition must not send the form.
  node.addEventListener('keydown', (event) => { if (event.key === 'Enter' && composing(event) && event.target.matches('input')) event.preventDefault(); });
  node.addEventListener('submit', (event) => {
    event.preventDefault();
    if ($('.tray progress', body)) return toast(t('stillUploading'));
    if (submit && !submit.hasAttribute('aria-busy')) send(view, ctx, { submit, body, trouble });
  });
  return node;
}

async function send(view, ctx, { submit, body, trouble }) {
  submit.setAttribute('aria-busy', 'true');
  submit.replaceChildren(t('submitting'));
  trouble.hidden = true;
  const answer = await post('view_submit', { view_id: view.id, state: ctx.state });
  submit.removeAttribute('aria-busy');
  submit.replaceChildren(plain(view.submit));
  if (answer.ok) return;
  if (showErrors(body, answer.errors ?? {})) return;
  trouble.replaceChildren(icon('warning'), Object.values(answer.errors ?? {}).join(' ') || t('noAnswer'));
  trouble.hidden = false;
}
