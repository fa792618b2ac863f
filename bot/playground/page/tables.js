// Tables and charts; a chart is shown as the table of its numbers.
import { h } from './dom.js';
import { richText } from './rich.js';

const cellOf = (cell) => (cell.type === 'rich_text' ? [richText(cell)] : [cell.text]);
const scroll = (node, label) => h('div', { class: 'scroll-x', tabindex: '0', role: 'region', 'aria-label': label }, node);

function grid(rows, { columns = [], caption, headColumn } = {}) {
  const row = (cells, tag) => h('tr', {}, cells.map((cell, index) => {
    const settings = columns[index] ?? {};
    const name = tag === 'th' || index === headColumn ? 'th' : 'td';
    return h(name, { class: `${settings.align ?? 'left'}${settings.is_wrapped ? ' wrapped' : ''}`, scope: name === 'th' ? (tag === 'th' ? 'col' : 'row') : undefined }, cellOf(cell));
  }));
  const [head, ...body] = rows;
  return h('table', {}, caption && h('caption', {}, caption), h('thead', {}, row(head, 'th')), h('tbody', {}, body.map((cells) => row(cells, 'td'))));
}

export const table = (b) => scroll(grid(b.rows, { columns: b.column_settings }), '');
export const dataTable = (b) => scroll(grid(b.rows, { caption: b.caption, headColumn: b.row_header_column_index ?? 0 }), b.caption);

export function chart(b) {
  const text = (value) => ({ type: 'raw_text', text: String(value) });
  const { segments, series = [], axis_config: axes = {} } = b.chart;
  const rows = segments
    ? [['', ''], ...segments.map((segment) => [segment.label, segment.value])]
    : [[axes.x_label ?? '', ...series.map((each) => each.name)], ...(axes.categories ?? []).map((label) => [label, ...series.map((each) => each.data.find((point) => point.label === label)?.value ?? '')])];
  return scroll(grid(rows.map((row) => row.map(text)), { caption: b.title, headColumn: 0 }), b.title);
}
