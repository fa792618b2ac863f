// The event log: asks for new lines while it is open, and draws the newest few hundred.
import { h } from './dom.js';
import { icon } from './icons.js';
import { fetchAdmin } from './server.js';
import { isProblem, wireLine } from './wire.js';
import { t } from './words.js';

const SHOWN = 300;
const PACE = 1000;
const KINDS = ['all', 'api', 'delivery', 'response_url', 'file', 'problem'];
const kept = { kind: 'all', text: '' };

export function eventLog() {
  const rows = []; // {line, node, text}
  let last = 0;
  let paused = false;
  let timer = 0;
  const list = h('div', { class: 'wires', role: 'log', 'aria-live': 'off', 'aria-label': t('tab_log'), tabindex: '0' });
  const nothing = h('p', { class: 'empty' }, t('logEmpty'));
  const older = h('p', { class: 'quiet older', hidden: true }, t('logOldest', { n: SHOWN }));
  const kind = h('select', { 'aria-label': t('logKind'), onchange: () => { kept.kind = kind.value; sift(); } }, KINDS.map((each) => h('option', { value: each, selected: each === kept.kind }, t(`log_${each}`))));
  const find = h('input', { type: 'search', placeholder: t('logFind'), 'aria-label': t('logFind'), value: kept.text, oninput: () => { kept.text = find.value; sift(); } });
  const pause = h('button', { type: 'button', class: 'button', 'aria-pressed': 'false', onclick: halt }, icon('pause'), t('logPause'));

  async function look() {
    if (!paused && !document.hidden) {
      const answer = await fetchAdmin('log', { since: last, limit: SHOWN });
      if (!timer) return; // closed in the meantime
      if (answer.ok && answer.lines.length) add(answer.lines);
    }
    timer = setTimeout(look, PACE);
  }

  function add(lines) {
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    last = lines.at(-1).number;
    for (const line of lines) {
      const row = { line, node: wireLine(line), text: JSON.stringify(line).toLowerCase() };
      rows.push(row);
      list.append(row.node);
    }
    for (const row of rows.splice(0, Math.max(0, rows.length - SHOWN))) row.node.remove();
    older.hidden = rows[0].line.number === 1;
    sift();
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  function sift() {
    const wanted = kept.text.trim().toLowerCase();
    for (const { line, node, text } of rows) node.hidden = !fits(line) || !text.includes(wanted);
    nothing.hidden = rows.some(({ node }) => !node.hidden);
    nothing.textContent = t(rows.length ? 'logNone' : 'logEmpty');
  }

  function halt() {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    pause.replaceChildren(icon(paused ? 'play' : 'pause'), t(paused ? 'logResume' : 'logPause'));
  }

  timer = -1;
  look();
  return {
    node: h('div', { class: 'desk fill' }, h('div', { class: 'sieve' }, kind, find, pause), older, list, nothing),
    stop: () => { clearTimeout(timer); timer = 0; },
  };
}

const fits = (line) => kept.kind === 'all' || (kept.kind === 'problem' ? isProblem(line) : line.kind === kept.kind);
