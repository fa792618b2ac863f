// Pictures of blocks. One from elsewhere would tell its server that somebody looked: its description stands in.
import { h } from './dom.js';
import { icon } from './icons.js';
import { store } from './store.js';
import { t } from './words.js';

export function picture(image, size) {
  const source = sourceOf(image);
  if (!source) return absent(image.alt_text, size);
  const node = h('img', { src: source, alt: image.alt_text, class: `picture ${size}`, loading: 'lazy' });
  node.addEventListener('error', () => node.replaceWith(absent(image.alt_text, size)));
  return node;
}

function sourceOf({ image_url: url = '', slack_file: file }) {
  const id = file?.id ?? file?.url?.match(/\b(F[A-Z0-9]{6,})\b/)?.[1];
  if (id) return `/api/page/file/${encodeURIComponent(id)}/picture?user=${encodeURIComponent(store.me.id)}`;
  const { origin } = new URL(url || 'about:blank', location.href);
  return origin === location.origin ? url : '';
}

export function absent(description, size) {
  return h('span', { class: `picture absent ${size}`, role: 'img', 'aria-label': description, title: `${description} (${t('notLoaded')})` }, icon('image'), size !== 'tiny' && h('span', {}, description));
}
