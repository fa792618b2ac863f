// Charts as plain drawings. The same numbers stand below as a table, for everybody who would rather read.
import { h } from './dom.js';
import { numbers } from './tables.js';
import { t } from './words.js';

const WIDE = 320;
const HIGH = 150;
const LEFT = 34;
const BOTTOM = 18;

function s(tag, props = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, value);
  node.append(...children.flat(Infinity));
  return node;
}

const round = (value) => Number(value.toPrecision(6));
const shown = (value) => value.toLocaleString(undefined, { maximumFractionDigits: 2 });

export function chart(b) {
  const { type, segments, series = [], axis_config: axes = {} } = b.chart;
  const drawing = type === 'pie' ? pie(segments) : plot(type, series, axes);
  const legend = type === 'pie' ? shares(segments) : series.map((each) => each.name);
  return h('figure', { class: 'b-chart' },
    h('figcaption', {}, b.title),
    canvas(type, drawing, b.title),
    h('ul', { class: 'legend' }, legend.map((name, index) => h('li', {}, h('span', { class: `key hue-${index % 12}`, 'aria-hidden': 'true' }), name))),
    h('details', {}, h('summary', {}, t('asTable')), numbers(b)));
}

function canvas(type, drawing, title) {
  const [wide, high] = type === 'pie' ? [HIGH, HIGH] : [WIDE, HIGH];
  return s('svg', { viewBox: `0 0 ${wide} ${high}`, role: 'img', 'aria-label': t('chartOf', { title }), class: `chart ${type}` }, drawing);
}

function shares(segments) {
  const whole = segments.reduce((sum, each) => sum + Math.max(0, each.value), 0) || 1;
  return segments.map((each) => `${each.label} ${shown(each.value)}（${Math.round((100 * each.value) / whole)}%）`);
}

function pie(segments) {
  const middle = HIGH / 2;
  const radius = middle - 4;
  const whole = segments.reduce((sum, each) => sum + Math.max(0, each.value), 0) || 1;
  const at = (share) => [middle + radius * Math.sin(2 * Math.PI * share), middle - radius * Math.cos(2 * Math.PI * share)].map(round).join(' ');
  let from = 0;
  return segments.map((each, index) => {
    const share = Math.max(0, each.value) / whole;
    const to = from + share;
    const way = share >= 0.9999
      ? `M${middle} ${middle - radius} a${radius} ${radius} 0 1 1 -0.01 0 z`
      : `M${middle} ${middle} L${at(from)} A${radius} ${radius} 0 ${share > 0.5 ? 1 : 0} 1 ${at(to)} Z`;
    from = to;
    return s('path', { d: way, class: `slice hue-${index % 12}` }, s('title', {}, `${each.label}: ${shown(each.value)}`));
  });
}

// Bars, lines and areas over the same axes.
function plot(type, series, axes) {
  const labels = axes.categories ?? [];
  const value = (each, label) => each.data.find((point) => point.label === label)?.value ?? null;
  const all = series.flatMap((each) => each.data.map((point) => point.value));
  const scale = scaleOf(Math.min(0, ...all), Math.max(0, ...all));
  const step = (WIDE - LEFT - 4) / Math.max(1, labels.length);
  const middle = (index) => LEFT + step * (index + 0.5);
  const draw = type === 'bar' ? bars : lines;
  return [grid(scale), draw({ type, series, labels, value, scale, step, middle }), names(labels, middle, step)];
}

function scaleOf(low, high) {
  const span = high - low || 1;
  const rough = 10 ** Math.floor(Math.log10(span / 4));
  const tick = [1, 2, 5, 10].map((each) => each * rough).find((each) => span / each <= 5);
  const [from, to] = [Math.floor(low / tick) * tick, Math.ceil(high / tick) * tick || tick];
  const ticks = Array.from({ length: Math.round((to - from) / tick) + 1 }, (_, index) => round(from + index * tick));
  return { ticks, y: (value) => round(8 + (HIGH - BOTTOM - 8) * (1 - (value - from) / (to - from))) };
}

function grid({ ticks, y }) {
  return ticks.map((each) => [
    s('line', { x1: LEFT, x2: WIDE, y1: y(each), y2: y(each), class: each === 0 ? 'axis' : 'grid' }),
    s('text', { x: LEFT - 4, y: y(each) + 3, 'text-anchor': 'end' }, shown(each)),
  ]);
}

function names(labels, middle, step) {
  const every = Math.ceil(26 / step);
  const room = Math.max(2, Math.floor((step * every) / 9));
  return labels.flatMap((label, index) => (index % every ? [] : [s('text', { x: round(middle(index)), y: HIGH - 5, 'text-anchor': 'middle' }, [...label].length > room ? `${[...label].slice(0, room - 1).join('')}…` : label)]));
}

function bars({ series, labels, value, scale, step, middle }) {
  const wide = Math.min(28, (step * 0.8) / series.length);
  return labels.flatMap((label, at) => series.flatMap((each, index) => {
    const number = value(each, label);
    if (number === null) return [];
    const [from, to] = [scale.y(Math.max(0, number)), scale.y(Math.min(0, number))];
    const x = round(middle(at) + (index - series.length / 2) * wide);
    return [s('rect', { x, y: from, width: round(Math.max(1, wide - 1)), height: Math.max(0.5, to - from), rx: 1, class: `slice hue-${index % 12}` }, s('title', {}, `${label} ${each.name}: ${shown(number)}`))];
  }));
}

function lines({ type, series, labels, value, scale, middle }) {
  return series.flatMap((each, index) => {
    const points = labels.flatMap((label, at) => (value(each, label) === null ? [] : [[round(middle(at)), scale.y(value(each, label)), label]]));
    if (!points.length) return [];
    const way = points.map(([x, y]) => `${x} ${y}`).join(' L');
    const ground = `${points.at(-1)[0]} ${scale.y(0)} L${points[0][0]} ${scale.y(0)}`;
    return [
      type === 'area' ? s('path', { d: `M${way} L${ground} Z`, class: `ground hue-${index % 12}` }) : [],
      s('path', { d: `M${way}`, class: `stroke hue-${index % 12}` }),
      points.map(([x, y, label]) => s('circle', { cx: x, cy: y, r: 2.5, class: `slice hue-${index % 12}` }, s('title', {}, `${label} ${each.name}: ${shown(value(each, label))}`))),
    ];
  });
}
