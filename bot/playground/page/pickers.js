// Days and times of day, and moments on the wall clock of the person who chooses.
import { h } from './dom.js';
import { fromWall, toWall } from './dates.js';
import { naming } from './fields.js';
import { store } from './store.js';
import { t } from './words.js';

export const date = (block, e, ctx, how) => picked(block, e, ctx, how, { type: 'date', key: 'selected_date', preset: e.initial_date, min: '1900-01-01' });

export function time(block, e, ctx, how) {
  const node = picked(block, e, ctx, how, { type: 'time', key: 'selected_time', preset: e.initial_time });
  if (!e.timezone || e.timezone === store.me.tz) return node;
  return h('span', { class: 'zoned' }, node, h('span', { class: 'quiet' }, e.timezone));
}

function picked(block, e, ctx, how, { type, key, preset, min }) {
  const kept = ctx.start(block, e, key, preset ?? null);
  const node = h('input', { ...naming(e, how), type, value: kept ?? '', min });
  node.addEventListener('change', async () => {
    if (min && node.value && node.value < min) return; // a year half typed
    const before = ctx.value(block, e)?.[key];
    if (!(await ctx.change(block, e, { [key]: node.value || null }, node))) node.value = before ?? '';
  });
  return node;
}

export function moment(block, e, ctx, how) {
  const key = 'selected_date_time';
  const kept = ctx.start(block, e, key, e.initial_date_time ?? null);
  const node = h('input', { ...naming(e, how), 'aria-label': how.named ? t('dateTime') : undefined, type: 'datetime-local', value: kept ? toWall(kept) : '' });
  node.addEventListener('change', async () => {
    const seconds = node.value ? fromWall(node.value) : null;
    if (seconds !== null && !(seconds > 0)) return;
    const before = ctx.value(block, e)?.[key];
    if (!(await ctx.change(block, e, { [key]: seconds }, node))) node.value = before ? toWall(before) : '';
  });
  return node;
}
