// Files on their way: a list of chips with progress, each of which can be taken off again.
import { h } from './dom.js';
import { icon } from './icons.js';
import { toast } from './layer.js';
import { store } from './store.js';
import { t } from './words.js';

export const LARGEST = 25 * 1024 * 1024;

export function sizeWords(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

// most: how many; refuses(file): words why one cannot be taken, or nothing.
export function tray({ most = 10, refuses = () => '', changed = () => {} } = {}) {
  const root = h('ul', { class: 'tray', 'aria-label': t('attachedFiles'), hidden: true });
  const self = { root, changed, add, clear, start, files: () => entries.map((each) => each.file).filter(Boolean), busy: () => entries.some((each) => each.running) };
  let entries = [];

  function add(list) {
    for (const file of list) {
      const words = trouble(file);
      if (words) toast(words, { kind: 'error' });
      else bring(file);
    }
    told();
  }

  function trouble(file) {
    if (entries.length >= most) return t('tooManyFiles', { n: most });
    if (file.size > LARGEST) return t('fileTooLarge', { name: file.name });
    return file.size ? refuses(file) : t('fileEmpty', { name: file.name });
  }

  function bring(file) {
    const entry = put(file.name, file.size);
    const bar = h('progress', { max: '1', 'aria-label': t('uploading', { name: file.name }) });
    entry.node.append(bar);
    entry.running = send(file, (part) => { bar.value = part; }, (answer) => {
      entry.running = null;
      bar.remove();
      if (answer.ok) entry.file = answer.file;
      else fail(entry, answer.error);
      told();
    });
  }

  function fail(entry, code) {
    entry.node.classList.add('failed');
    entry.node.append(h('span', { class: 'failed-words' }, code === 'offline' ? t('uploadFailed') : t('failed', { code })));
  }

  function put(name, size) {
    const off = h('button', { type: 'button', class: 'plain', 'aria-label': t('removeFile', { name }), title: t('removeFile', { name }), onclick: () => remove(entry) }, icon('close'));
    const node = h('li', { class: 'chip-file' }, icon('file'), h('span', { class: 'file-name' }, name), h('span', { class: 'quiet' }, sizeWords(size)), off);
    const entry = { node, file: null, running: null };
    entries.push(entry);
    root.append(node);
    return entry;
  }

  function remove(entry) {
    entry.running?.abort();
    const next = entry.node.nextElementSibling ?? entry.node.previousElementSibling;
    entries = entries.filter((each) => each !== entry);
    entry.node.remove();
    told();
    (next?.querySelector('button') ?? self.home)?.focus();
  }

  function clear(sent) {
    const gone = entries.filter((each) => sent.includes(each.file));
    for (const entry of gone) entry.node.remove();
    entries = entries.filter((each) => !gone.includes(each));
    told();
  }

  // What was chosen before, shown again.
  function start(files) {
    for (const file of files) put(file.name, file.size).file = file;
    root.hidden = !entries.length;
  }

  function told() {
    root.hidden = !entries.length;
    self.changed();
  }

  return self;
}

function send(file, progress, done) {
  const request = new XMLHttpRequest();
  const query = new URLSearchParams({ user: store.me.id, filename: file.name, mimetype: file.type });
  request.open('POST', `/api/page/upload?${query}`);
  request.responseType = 'json';
  request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
  request.onload = () => done(request.response ?? { ok: false, error: 'offline' });
  request.onerror = () => done({ ok: false, error: 'offline' });
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.send(file);
  return request;
}

// A hidden chooser and what opens it; the same one may be chosen twice in a row.
export function chooser(take, props = {}) {
  const input = h('input', { type: 'file', class: 'unseen', ...props });
  input.addEventListener('change', () => {
    take([...input.files]);
    input.value = '';
  });
  return input;
}

const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');

// While files hang over one of the places the hint is seen; let go, they are taken.
export function dropZone(places, hint, take) {
  let over = 0;
  const show = (more) => {
    over = Math.max(0, over + more);
    hint.hidden = !over;
  };
  for (const place of places) {
    place.addEventListener('dragenter', (event) => carriesFiles(event) && show(1));
    place.addEventListener('dragleave', (event) => carriesFiles(event) && show(-1));
    place.addEventListener('dragover', (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    });
    place.addEventListener('drop', (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      show(-over);
      take([...event.dataTransfer.files]);
    });
  }
}

export const dropHint = (words) => h('div', { class: 'drop-hint', hidden: true, 'aria-hidden': 'true' }, icon('clip'), h('p', {}, words));

// A file that falls beside a drop zone must not take the page away.
for (const kind of ['dragover', 'drop']) {
  addEventListener(kind, (event) => {
    if (!carriesFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  });
}
