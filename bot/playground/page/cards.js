// Blocks that look like a card: cards, containers, tasks and plans, videos and calls.
import { freshId, h } from './dom.js';
import { blocks, plain, text } from './blocks.js';
import { element } from './elements.js';
import { icon } from './icons.js';
import { safeLink } from './mrkdwn.js';
import { absent, picture } from './pictures.js';
import { richText } from './rich.js';
import { t } from './words.js';

export function card(b, ctx) {
  return h('section', { class: 'b-card' },
    b.hero_image && picture(b.hero_image, 'large'),
    (b.icon || b.title || b.subtitle) && h('div', { class: 'b-card-head' }, b.icon && picture(b.icon, 'tiny'), h('div', {}, b.title && h('strong', {}, text(b.title)), b.subtitle && h('p', { class: 'quiet' }, text(b.subtitle)))),
    b.body && h('div', { class: 'text' }, text(b.body)),
    b.subtext && h('p', { class: 'quiet' }, text(b.subtext)),
    b.actions && h('div', { class: 'b-actions' }, b.actions.map((e) => element(b, e, ctx))));
}

export const carousel = (b, ctx) => h('div', { class: 'b-carousel scroll-x', tabindex: '0', role: 'group', 'aria-label': t('cards', { n: b.elements.length }) }, b.elements.map((e) => card(e, ctx)));

export function container(b, ctx) {
  const title = b.rich_text_title ? richText(b.rich_text_title) : h('strong', {}, plain(b.title));
  const head = h('span', { class: 'b-card-head' }, b.icon && picture(b.icon, 'tiny'), h('span', {}, title, b.subtitle && h('small', {}, text(b.subtitle))));
  const body = h('div', { class: 'b-container-body' }, blocks(b.child_blocks, ctx));
  const look = { class: `b-container ${b.width ?? 'standard'}${b.has_header_divider ? ' ruled' : ''}` };
  return b.is_collapsible ? h('details', { ...look, open: !b.default_collapsed }, h('summary', {}, head), body) : h('section', look, head, body);
}

const STATUS = { pending: 'clock', in_progress: 'progress', complete: 'check', error: 'warning' };

export function task(b) {
  const id = freshId('task');
  return h('article', { class: `b-task ${b.status}`, 'aria-labelledby': id },
    h('p', { id }, icon(STATUS[b.status]), h('strong', {}, b.title), ' ', h('span', { class: 'quiet' }, t(`task_${b.status}`))),
    b.details && richText(b.details),
    b.output && richText(b.output),
    b.sources?.length > 0 && h('p', { class: 'quiet' }, `${t('sources')}: `, b.sources.flatMap((source, index) => [index ? ' · ' : '', safeLink(source.url, source.text)])));
}

export function plan(b) {
  const tasks = b.tasks ?? [];
  const done = tasks.filter((each) => each.status === 'complete').length;
  return h('section', { class: 'b-plan' }, h('p', {}, h('strong', {}, b.title), ' ', tasks.length > 0 && h('span', { class: 'quiet' }, t('tasksDone', { done, all: tasks.length }))), h('ol', {}, tasks.map((each) => h('li', {}, task(each)))));
}

// Nothing plays here: a film from elsewhere is a link to where it can be seen.
export function video(b) {
  const from = [b.author_name, b.provider_name].filter(Boolean).join(' · ');
  return h('section', { class: 'b-card' },
    absent(`${t('video')}: ${b.alt_text}`, 'large'),
    h('div', {}, h('strong', {}, safeLink(b.title_url || b.video_url, plain(b.title))), from && h('p', { class: 'quiet' }, from)),
    b.description && h('p', {}, plain(b.description)));
}

export const call = (b) => h('section', { class: 'b-card' }, h('strong', {}, b.call?.v1?.name ?? t('call')), b.call?.v1?.join_url && h('p', {}, safeLink(b.call.v1.join_url, t('join'))));
