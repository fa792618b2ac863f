// Files in messages. Pictures are shown, texts on request and only as letters; nothing in a file is ever run.
import { h } from './dom.js';
import { icon } from './icons.js';
import { store } from './store.js';
import { sizeWords } from './upload.js';
import { t } from './words.js';

const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const TEXTS = new Set(['email', 'text', 'csv', 'markdown', 'json', 'xml', 'yaml', 'html', 'javascript', 'python']);
const READ_AT_MOST = 200_000;

export function fileCard(file) {
  if (file.mode === 'tombstone') return h('p', { class: 'file-gone quiet' }, icon('file'), t('fileDeleted'));
  if (file.mode === 'hidden_by_limit') return h('p', { class: 'file-gone quiet' }, icon('file'), t('fileHidden'));
  const picture = PICTURES.has(file.mimetype) && thumbnail(file);
  const preview = TEXTS.has(file.filetype) && reading(file);
  const save = h('a', { class: 'button', href: addressOf(file), download: file.name, 'aria-label': `${t('saveFile')}: ${file.name}` }, icon('save'), t('saveFile'));
  return h('div', { class: 'file-card', role: 'group', 'aria-label': `${t('file')}: ${file.name}` },
    picture,
    h('div', { class: 'file-row' },
      icon(isMail(file) ? 'mail' : 'file'),
      h('p', { class: 'file-words' }, h('strong', {}, file.title || file.name), h('span', { class: 'quiet' }, `${kindWords(file)} · ${sizeWords(file.size)}`)),
      h('span', { class: 'file-tools' }, preview && preview.button, save)),
    preview && preview.shown);
}

const addressOf = (file) => `/api/page/file/${file.id}/${file.url_private.split('/').at(-1)}?user=${encodeURIComponent(store.me.id)}`;

const endingOf = ({ name }) => (name.includes('.') ? name.split('.').at(-1).toLowerCase() : '');
const isMail = (file) => file.filetype === 'email' || endingOf(file) === 'msg';

function kindWords(file) {
  const ending = endingOf(file);
  if (isMail(file)) return t('fileMail', { ending });
  return ending && ending.length < 8 ? ending.toUpperCase() : t('file');
}

function thumbnail(file) {
  const node = h('img', { class: 'file-picture', src: addressOf(file), alt: file.alt_txt || file.title || file.name, loading: 'lazy' });
  node.addEventListener('error', () => node.remove());
  return node;
}

function reading(file) {
  const shown = h('div', { class: 'file-text', hidden: true });
  const button = h('button', { type: 'button', class: 'button', 'aria-expanded': 'false', 'aria-label': `${t('showText')}: ${file.name}`, onclick: toggle }, t('showText'));

  async function toggle() {
    if (!shown.childElementCount) shown.replaceChildren(...(await textOf(file)));
    shown.hidden = !shown.hidden;
    button.setAttribute('aria-expanded', String(!shown.hidden));
    button.replaceChildren(t(shown.hidden ? 'showText' : 'hideText'));
  }

  return { shown, button };
}

async function textOf(file) {
  const bytes = await fetch(addressOf(file)).then((answer) => (answer.ok ? answer.arrayBuffer() : null)).catch(() => null);
  if (!bytes) return [h('p', { class: 'quiet' }, t('textUnreadable'))];
  const words = decoded(bytes.slice(0, READ_AT_MOST));
  const cut = bytes.byteLength > READ_AT_MOST;
  return [h('p', { class: 'quiet' }, icon('shield'), t('asLetters'), cut && ` ${t('onlyBeginning')}`), h('pre', { tabindex: '0', 'aria-label': file.name }, words)];
}

// Japanese mails come in three encodings; ISO-2022-JP shows by its escapes, Shift_JIS by not being UTF-8.
function decoded(bytes) {
  const plain = new TextDecoder('latin1').decode(bytes);
  if (/\x1b\$[@B]/.test(plain)) return new TextDecoder('iso-2022-jp').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }); // the last character may be cut
  } catch {
    return new TextDecoder('shift_jis').decode(bytes);
  }
}
