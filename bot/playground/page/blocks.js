// Block Kit blocks as elements. `ctx` says where they stand and what a click does; see interaction.js.
import { freshId, h } from './dom.js';
import { withEmoji } from './emoji.js';
import { icon } from './icons.js';
import { t } from './words.js';
import { mrkdwn, safeLink } from './mrkdwn.js';
import { markdown } from './markdown.js';
import { richText } from './rich.js';
import { dataTable, chart, table } from './tables.js';
import { element } from './elements.js';
import { input } from './inputs.js';

const BLOCKS = {
  section,
  header: (b) => h('h3', { class: 'b-header' }, plain(b.text)),
  divider: () => h('hr'),
  context: (b) => h('div', { class: 'b-context' }, b.elements.map((e) => (e.type === 'image' ? picture(e, 'tiny') : h('span', {}, text(e))))),
  actions: (b, ctx) => h('div', { class: 'b-actions' }, b.elements.map((e) => element(b, e, ctx))),
  context_actions: (b, ctx) => h('div', { class: 'b-actions quiet' }, b.elements.map((e) => element(b, e, ctx))),
  image: (b) => h('figure', { class: 'b-image' }, b.title && h('figcaption', {}, plain(b.title)), picture(b, 'large')),
  input,
  rich_text: richText,
  markdown: (b) => markdown(b.text),
  table,
  data_table: dataTable,
  data_visualization: chart,
  alert: (b) => h('div', { class: `b-alert ${b.level ?? 'default'}`, role: 'note' }, icon(ALERTS[b.level] ?? 'info'), h('div', {}, h('strong', {}, t(`level_${b.level ?? 'default'}`)), ' ', text(b.text))),
  card,
  carousel: (b, ctx) => h('div', { class: 'b-carousel scroll-x', tabindex: '0' }, b.elements.map((e) => card(e, ctx))),
  container,
  file: (b) => h('p', { class: 'chip-file' }, icon('file'), `${t('remoteFile')}: ${b.external_id}`),
  video: (b) => h('div', { class: 'b-card' }, h('strong', {}, b.title_url ? safeLink(b.title_url, plain(b.title)) : plain(b.title)), b.description && h('p', {}, plain(b.description)), absent(`${t('video')}: ${b.alt_text}`, 'large')),
  plan: (b) => h('section', { class: 'b-plan' }, h('strong', {}, b.title), h('ol', {}, (b.tasks ?? []).map((task) => h('li', {}, taskCard(task))))),
  task_card: (b) => taskCard(b),
};
const ALERTS = { warning: 'warning', error: 'warning', success: 'check' };

export function blocks(list, ctx) {
  return (list ?? []).map((block) => {
    const render = BLOCKS[block.type];
    const node = render ? render(block, ctx) : h('p', { class: 'b-unknown' }, t('unknownBlock', { type: block.type }));
    node.classList.add('block');
    if (block.block_id) node.dataset.block = block.block_id;
    return node;
  });
}

export const plain = (object) => (object?.emoji === false ? object.text : withEmoji(object?.text ?? ''));
export const text = (object) => (object?.type === 'mrkdwn' ? mrkdwn(object.text, object) : [plain(object)]);

function section(b, ctx) {
  return h('div', { class: b.accessory ? 'b-section with-accessory' : 'b-section' },
    h('div', { class: 'b-body' },
      b.text && h('div', { class: 'text' }, text(b.text)),
      b.fields && h('div', { class: 'b-fields' }, b.fields.map((field) => h('div', { class: 'text' }, text(field))))),
    b.accessory && h('div', { class: 'b-accessory' }, b.accessory.type === 'image' ? picture(b.accessory, 'small') : element(b, b.accessory, ctx)));
}

// Pictures from elsewhere would tell their server that somebody looked, so their description stands in.
function picture(image, size) {
  const local = image.image_url?.startsWith('/') || image.image_url?.startsWith(`${location.origin}/`);
  return local ? h('img', { src: image.image_url, alt: image.alt_text, class: `picture ${size}` }) : absent(image.alt_text, size);
}

function absent(description, size) {
  return h('span', { class: `picture absent ${size}`, role: 'img', 'aria-label': description, title: `${description} (${t('notLoaded')})` }, icon('image'), size !== 'tiny' && h('span', {}, description));
}

function card(b, ctx) {
  return h('section', { class: 'b-card' },
    b.hero_image && picture(b.hero_image, 'large'),
    h('div', { class: 'b-card-head' }, b.icon && picture(b.icon, 'tiny'), h('div', {}, b.title && h('strong', {}, text(b.title)), b.subtitle && h('p', { class: 'quiet' }, text(b.subtitle)))),
    b.body && h('div', { class: 'text' }, text(b.body)),
    b.subtext && h('p', { class: 'quiet' }, text(b.subtext)),
    b.actions && h('div', { class: 'b-actions' }, b.actions.map((e) => element(b, e, ctx))));
}

function container(b, ctx) {
  const title = b.rich_text_title ? richText(b.rich_text_title) : h('strong', {}, plain(b.title));
  const head = [b.icon && picture(b.icon, 'tiny'), h('div', {}, title, b.subtitle && h('p', { class: 'quiet' }, text(b.subtitle)))];
  const body = h('div', { class: 'b-container-body' }, blocks(b.child_blocks, ctx));
  if (!b.is_collapsible) return h('section', { class: `b-container ${b.width ?? 'standard'}` }, h('div', { class: 'b-card-head' }, head), body);
  return h('details', { class: `b-container ${b.width ?? 'standard'}`, open: !b.default_collapsed }, h('summary', {}, h('span', { class: 'b-card-head' }, head)), body);
}

function taskCard(b) {
  const id = freshId('task');
  return h('article', { class: `b-task ${b.status}`, 'aria-labelledby': id },
    h('p', { id }, icon(b.status === 'complete' ? 'check' : b.status === 'error' ? 'warning' : 'info'), h('strong', {}, b.title), ' ', h('span', { class: 'quiet' }, t(`task_${b.status}`))),
    b.details && richText(b.details),
    b.output && richText(b.output),
    b.sources?.length && h('p', { class: 'quiet' }, b.sources.map((source) => [safeLink(source.url, source.text), ' '])));
}
