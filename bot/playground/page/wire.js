// One line of what went over the wire: when, which way, what, and how it ended.
import { h } from './dom.js';
import { timeToSecond } from './dates.js';
import { icon } from './icons.js';
import { copy } from './layer.js';
import { t } from './words.js';

export const isProblem = (line) => line.kind === 'problem' || line.outcome !== 'ok';

export function wireLine(line) {
  const toApp = line.kind === 'delivery';
  const bad = isProblem(line);
  const node = h('details', { class: `wire ${bad ? 'bad' : ''}`, data: { number: String(line.number) } },
    h('summary', {},
      h('time', {}, timeToSecond(line.at)),
      h('span', { class: `way ${toApp ? 'to-app' : 'to-slack'}` }, t(toApp ? 'toApp' : 'toSlack')),
      h('code', {}, line.name),
      line.body.attempt > 0 && h('span', { class: 'tag' }, t('attempt', { n: line.body.attempt })),
      h('span', { class: 'outcome' }, icon(bad ? 'warning' : 'check'), outcome(line))));
  // The payload is written only for whoever wants to see it.
  node.addEventListener('toggle', () => { if (node.open && node.childElementCount === 1) node.append(payload(line)); });
  return node;
}

function outcome({ kind, outcome: code }) {
  if (code === 'ok') return t(kind === 'delivery' ? 'out_acked' : 'out_ok');
  if (code === 'timeout' || code === 'no_connection') return t(`out_${code}`);
  return t(kind === 'delivery' ? 'out_failed' : 'out_refused', { code });
}

function payload({ body, answer }) {
  return h('div', { class: 'payload' }, json(body), answer && [h('p', { class: 'quiet' }, '↩'), json(answer)]);
}

// JSON to read and to take along.
export function json(value) {
  const text = JSON.stringify(value, null, 2);
  return h('div', { class: 'json' },
    h('button', { type: 'button', class: 'tool', 'aria-label': t('copyJson'), title: t('copyJson'), onclick: () => copy(text) }, icon('copy')),
    h('pre', { tabindex: '0' }, h('code', {}, text)));
}
