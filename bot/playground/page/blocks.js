// Block Kit blocks as elements. `ctx` says where they stand and what a click does; see interaction.js.
import { h } from './dom.js';
import { call, card, carousel, container, plan, task, video } from './cards.js';
import { chart } from './charts.js';
import { element } from './elements.js';
import { withEmoji } from './emoji.js';
import { icon } from './icons.js';
import { clearError, input } from './inputs.js';
import { markdown } from './markdown.js';
import { mrkdwn } from './mrkdwn.js';
import { picture } from './pictures.js';
import { richText } from './rich.js';
import { dataTable, table } from './tables.js';
import { lang, t } from './words.js';

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
  alert,
  card,
  carousel,
  container,
  file: (b) => h('p', { class: 'chip-file' }, icon('file'), `${t('remoteFile')}: ${b.external_id}`),
  video,
  call,
  plan,
  task_card: task,
};
const ALERTS = { warning: 'warning', error: 'warning', success: 'check' };

export const blocks = (list, ctx) => (list ?? []).map((block) => kept(block, ctx) ?? drawn(block, ctx));

function drawn(block, ctx) {
  const render = BLOCKS[block.type];
  const node = render ? render(block, ctx) : h('p', { class: 'b-unknown' }, icon('info'), t('unknownBlock', { type: block.type }));
  node.classList.add('block');
  if (block.block_id) node.dataset.block = block.block_id;
  if (block.block_id && ctx?.keepsNodes) nodesOf(ctx).set(block.block_id, { node, as: asDrawn(block) });
  return node;
}

// A view that is drawn again keeps the blocks that did not change: the cursor, an open list and a half-typed word too.
const drawings = new WeakMap();
const nodesOf = ({ state }) => drawings.get(state) ?? drawings.set(state, new Map()).get(state);
const asDrawn = (block) => `${lang()} ${JSON.stringify(block)}`;

function kept(block, ctx) {
  const known = ctx?.keepsNodes && nodesOf(ctx).get(block.block_id);
  if (!known || known.as !== asDrawn(block)) return null;
  clearError(known.node);
  return known.node;
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

function alert(b) {
  const level = b.level ?? 'default';
  return h('div', { class: `b-alert ${level}`, role: 'note' }, icon(ALERTS[level] ?? 'info'), h('div', { class: 'text' }, h('strong', {}, t(`level_${level}`)), ' ', text(b.text)));
}
