// The workspace's clock: what it shows, how far ahead it is, and the ways to move it forward.
import { $, h } from './dom.js';
import { day, fromWall, moment, toWall } from './dates.js';
import { icon } from './icons.js';
import { complain, toast } from './layer.js';
import { postAdmin } from './server.js';
import { now, on, setClock, store } from './store.js';
import { t } from './words.js';

const DAY = 86400;
const NOTABLE = 30; // seconds; less is only the way of the answer
let moved = null; // the open desk hears when the clock was moved

export function clockDesk() {
  const face = h('p', { class: 'clock-face' });
  const ahead = h('p', {});
  const when = h('input', { type: 'datetime-local', id: 'clock-until', required: true });
  const trouble = h('p', { class: 'error', role: 'alert', hidden: true });
  const tick = () => {
    face.textContent = moment(now());
    ahead.textContent = store.ahead > NOTABLE ? t('clockAhead', { span: span(store.ahead) }) : t('clockTrue');
  };
  const move = async (body) => {
    trouble.hidden = true;
    const answer = await postAdmin('clock', body);
    if (!answer.ok) complain(answer.error);
  };
  const jump = (label, make) => h('button', { type: 'button', class: 'button', onclick: () => move(make()) }, t(label));
  const form = h('form', { class: 'row', onsubmit: (event) => {
    event.preventDefault();
    const until = fromWall(when.value);
    if (!(until > now())) return void Object.assign(trouble, { hidden: false, textContent: t('clockBack') });
    move({ until });
  } }, h('label', { for: 'clock-until' }, t('clockUntil')), when, h('button', { type: 'submit', class: 'button primary' }, t('clockGo')));
  moved = () => {
    when.value = toWall(now() + 3600);
    tick();
  };
  moved();
  const timer = setInterval(tick, 1000);
  return {
    node: h('div', { class: 'desk' },
      h('h3', {}, t('clockNow')), face, h('p', { class: 'quiet' }, t('clockZone', { zone: store.me.tz })), ahead,
      h('p', {}, t('clockLead')),
      h('div', { class: 'row' }, jump('clock1m', () => ({ seconds: 60 })), jump('clock15m', () => ({ seconds: 900 })), jump('clock1h', () => ({ seconds: 3600 }))),
      h('div', { class: 'row' }, jump('clockWorkday', () => ({ until: nineOn(isWeekday) })), jump('clockMonday', () => ({ until: nineOn((weekday) => weekday === 1) }))),
      form, trouble),
    stop: () => { clearInterval(timer); moved = null; },
  };
}

const isWeekday = (weekday) => weekday > 0 && weekday < 6;

// Nine o'clock, in the person's zone, on the first later day that fits.
function nineOn(fits) {
  const today = Date.parse(`${toWall(now()).slice(0, 10)}T00:00Z`) / 1000;
  let date = today + DAY;
  while (!fits(new Date(date * 1000).getUTCDay())) date += DAY;
  return fromWall(`${new Date(date * 1000).toISOString().slice(0, 10)}T09:00`);
}

export function span(seconds) {
  const minutes = Math.round(seconds / 60);
  const parts = { d: Math.floor(minutes / 1440), h: Math.floor(minutes / 60) % 24, m: minutes % 60 };
  const said = Object.entries(parts).filter(([, n]) => n).map(([unit, n]) => t(`span_${unit}`, { n }));
  return said.slice(0, 2).join('').trim() || t('span_s', { n: Math.round(seconds) });
}

// In the top bar while the clock is ahead.
export function clockMark(open) {
  const node = h('button', { type: 'button', class: 'plain clock-mark', hidden: true, onclick: open });
  draw(node);
  return node;
}

function draw(node = $('.clock-mark')) {
  if (!node) return;
  node.hidden = store.ahead <= NOTABLE;
  node.replaceChildren(icon('clock'), h('span', { class: 'roomy' }, t('clockMark')), `+${span(store.ahead)}`);
  node.setAttribute('aria-label', `${t('clockMark')}+${span(store.ahead)}`);
}

on('clock', ({ now: told }) => {
  const before = store.ahead;
  setClock(told);
  draw();
  moved?.();
  if (store.ahead - before > 1) toast(t('clockMoved', { span: span(store.ahead - before) }));
  for (const node of document.querySelectorAll('.message')) {
    const head = $('.day span', node);
    if (head) head.textContent = day(node.dataset.ts); // what was today may be yesterday now
  }
});
