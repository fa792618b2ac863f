// Dates in the zone of the person who looks.
import { lang, t } from './words.js';
import { now, store } from './store.js';

const locale = () => (lang() === 'ja' ? 'ja-JP' : 'en-GB');
const cache = new Map();

function format(seconds, options) {
  const key = `${locale()} ${store.me?.tz} ${JSON.stringify(options)}`;
  if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat(locale(), { timeZone: store.me?.tz, ...options }));
  return cache.get(key).format(new Date(seconds * 1000));
}

const FULL = { year: 'numeric', month: 'long', day: 'numeric' };
const SHORT = { year: 'numeric', month: 'short', day: 'numeric' };
const CLOCK = { hour: '2-digit', minute: '2-digit' };

export const timeToSecond = (seconds) => format(seconds, { ...CLOCK, second: '2-digit' });
export const time = (ts) => format(Number(ts), CLOCK);
export const dayKey = (ts) => format(Number(ts), { year: 'numeric', month: '2-digit', day: '2-digit' });
export const moment = (ts) => format(Number(ts), { ...FULL, weekday: 'short', ...CLOCK });

export function day(ts) {
  return pretty(Number(ts), { ...FULL, weekday: 'short' });
}

function pretty(seconds, options) {
  if (dayKey(seconds) === dayKey(now())) return t('today');
  if (dayKey(seconds) === dayKey(now() - 86400)) return t('yesterday');
  return format(seconds, options);
}

function ago(seconds) {
  const minutes = Math.round((seconds - now()) / 60);
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  if (Math.abs(minutes) < 1440) return words.format(Math.round(minutes / 60), 'hour');
  return words.format(Math.round(minutes / 1440), 'day');
}

const TOKENS = {
  date_num: (s) => format(s, { year: 'numeric', month: '2-digit', day: '2-digit' }),
  date: (s) => format(s, FULL),
  date_short: (s) => format(s, SHORT),
  date_long: (s) => format(s, { ...FULL, weekday: 'long' }),
  date_pretty: (s) => pretty(s, FULL),
  date_short_pretty: (s) => pretty(s, SHORT),
  date_long_pretty: (s) => pretty(s, { ...FULL, weekday: 'long' }),
  day_divider_pretty: (s) => pretty(s, { ...FULL, weekday: 'long' }),
  time: (s) => format(s, CLOCK),
  time_secs: (s) => format(s, { ...CLOCK, second: '2-digit' }),
  ago,
};

// Slack's date template, e.g. "{date_short_pretty} {time}".
export function dateText(timestamp, template, fallback) {
  const seconds = Number(timestamp);
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 8e12) return fallback || template;
  return template.replace(/\{(\w+)\}/g, (whole, token) => TOKENS[token]?.(seconds) ?? whole);
}

// A moment as the wall clock of the person's zone shows it, in the form that date fields take; and back.
export function toWall(seconds) {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: store.me?.tz, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).format(new Date(seconds * 1000));
  return shown.replace(' ', 'T');
}

export function fromWall(text) {
  const asUtc = (wall) => Date.parse(`${wall}Z`) / 1000;
  let seconds = asUtc(text);
  for (let i = 0; i < 2; i += 1) seconds += asUtc(text) - asUtc(toWall(seconds)); // twice: the offset may change that night
  return seconds;
}
