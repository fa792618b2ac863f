// A modal's field for files: chosen or dropped, listed, taken off again.
import { h } from './dom.js';
import { icon } from './icons.js';
import { chooser, dropHint, dropZone, tray } from './upload.js';
import { naming } from './fields.js';
import { t } from './words.js';

const MOST = 10;

export function fileInput(block, e, ctx, how) {
  const most = e.max_files ?? MOST;
  const endings = (e.filetypes ?? []).map((each) => `.${each.replace(/^\./, '').toLowerCase()}`);
  const list = tray({ most, refuses: (file) => wrong(file, endings) });
  const input = chooser(list.add, { ...naming(e, how), multiple: most > 1, accept: endings.join(',') || undefined });
  const hint = dropHint(t('dropToAdd'));
  const limits = [t('upToFiles', { n: most }), endings.join('、')].filter(Boolean).join(' · ');
  const node = h('div', { class: 'file-input' },
    input,
    h('label', { class: 'file-choose', for: how.id }, icon('clip'), h('span', {}, t('chooseFiles')), h('span', { class: 'quiet' }, limits)),
    list.root, hint);
  list.start(ctx.start(block, e, 'files', []));
  list.home = input;
  list.changed = () => ctx.change(block, e, { files: list.files() }, input);
  dropZone([node], hint, list.add);
  return node;
}

function wrong(file, endings) {
  const fits = !endings.length || endings.some((each) => file.name.toLowerCase().endsWith(each));
  return fits ? '' : t('wrongType', { name: file.name, endings: endings.join('、') });
}
