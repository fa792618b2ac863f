// Tables: of cells, of data page by page, and of the numbers of a chart.
import { h } from './dom.js';
import { richText } from './rich.js';
import { t } from './words.js';

const cellOf = (cell) => (cell.type === 'rich_text' ? [richText(cell)] : [cell.text ?? String(cell.value ?? '')]);
const scroll = (node, label) => h('div', { class: 'scroll-x', tabindex: '0', role: 'region', 'aria-label': label || t('table') }, node);

function rowOf(cells, { columns = [], headColumn, head = false } = {}) {
  return h('tr', {}, cells.map((cell, index) => {
    const settings = columns[index] ?? {};
    const tag = head || index === headColumn ? 'th' : 'td';
    const align = settings.align ?? (cell.type === 'raw_number' ? 'right' : 'left');
    return h(tag, { class: `${align}${settings.is_wrapped ? ' wrapped' : ''}`, scope: tag === 'th' ? (head ? 'col' : 'row') : undefined }, cellOf(cell));
  }));
}

function grid([head = [], ...body], { columns, caption, headColumn } = {}) {
  return h('table', {}, caption && h('caption', {}, caption), h('thead', {}, rowOf(head, { columns, head: true })), h('tbody', {}, body.map((cells) => rowOf(cells, { columns, headColumn }))));
}

export const table = (b) => scroll(grid(b.rows, { columns: b.column_settings }));

// A long table is read a page at a time.
export function dataTable(b) {
  const [head = [], ...body] = b.rows;
  const size = b.page_size ?? 5;
  const node = grid([head], { caption: b.caption });
  const place = h('span', { role: 'status' });
  const [back, on] = [['previous', -size], ['next', size]].map(([name, by]) => h('button', { type: 'button', class: 'button quiet', onclick: () => show(from + by) }, t(name)));
  let from = 0;
  function show(first) {
    from = first;
    const page = body.slice(from, from + size);
    node.tBodies[0].replaceChildren(...page.map((cells) => rowOf(cells, { headColumn: b.row_header_column_index ?? 0 })));
    place.textContent = t('rows', { from: from + 1, to: from + page.length, all: body.length });
    back.disabled = from === 0;
    on.disabled = from + size >= body.length;
  }
  show(0);
  return h('div', { class: 'b-data' }, scroll(node, b.caption), body.length > size && h('p', { class: 'pager' }, back, place, on));
}

export function numbers(b) {
  const text = (value) => ({ type: typeof value === 'number' ? 'raw_number' : 'raw_text', text: String(value) });
  const { segments, series = [], axis_config: axes = {} } = b.chart;
  const rows = segments
    ? [[t('item'), t('value')], ...segments.map((segment) => [segment.label, segment.value])]
    : [[axes.x_label || t('item'), ...series.map((each) => each.name)], ...(axes.categories ?? []).map((label) => [label, ...series.map((each) => each.data.find((point) => point.label === label)?.value ?? '')])];
  return scroll(grid(rows.map((row) => row.map(text)), { caption: axes.y_label, headColumn: 0 }), b.title);
}
