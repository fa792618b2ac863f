// The rich_text tree as elements.
import { h } from './dom.js';
import { emoji } from './emoji.js';
import { dateText } from './dates.js';
import { broadcast, channelMention, groupMention, safeLink, userMention } from './mrkdwn.js';

// What an element was, for those that words alone cannot say; a rich text field gives them back unchanged.
export const origins = new WeakMap();

const TAGS = { bold: 'strong', italic: 'em', strike: 's', underline: 'u', code: 'code', highlight: 'mark', client_highlight: 'mark' };

const INLINE = {
  text: (e) => broken(e.text),
  link: (e) => [safeLink(e.url, e.text)],
  user: (e) => [userMention(e.user_id)],
  channel: (e) => [channelMention(e.channel_id)],
  usergroup: (e) => [groupMention(e.usergroup_id)],
  team: (e) => [h('span', { class: 'mention' }, `@${e.team_id}`)],
  broadcast: (e) => [broadcast(e.range)],
  emoji: (e) => [fromUnicode(e.unicode) ?? emoji(e.name) ?? `:${e.name}:`],
  color: (e) => [h('span', { class: 'colour' }, swatch(e.value), e.value)],
  date: (e) => [dated(e)],
};

const PARTS = {
  rich_text_section: (e) => h('div', { class: 'rich-section' }, inlines(e.elements)),
  rich_text_quote: (e) => h('blockquote', { class: 'rich-quote' }, inlines(e.elements)),
  rich_text_preformatted: (e) => h('pre', {}, h('code', {}, e.elements.map((each) => each.text ?? each.url))),
  rich_text_list: list,
};

export function richText(block) {
  return h('div', { class: 'rich' }, block.elements.map((part) => PARTS[part.type]?.(part)));
}

const inlines = (elements) => elements.map((e) => styled(shown(e), e.style));

function shown(e) {
  const nodes = INLINE[e.type]?.(e) ?? [e.text ?? ''];
  if (e.type === 'text' || e.type === 'link') return nodes;
  const whole = nodes[0] instanceof Element ? nodes[0] : h('span', {}, nodes);
  origins.set(whole, e);
  return [whole];
}

function styled(nodes, style = {}) {
  return Object.entries(TAGS).reduce((inner, [name, tag]) => (style[name] ? [h(tag, {}, inner)] : inner), nodes);
}

function broken(text) {
  return text.split('\n').flatMap((line, index) => (index ? [h('br'), line] : [line]));
}

function list(e) {
  const tag = e.style === 'ordered' ? 'ol' : 'ul';
  const node = h(tag, { class: `indent-${Math.min(e.indent ?? 0, 8)}`, start: e.offset ? e.offset + 1 : undefined });
  node.append(...e.elements.map((item) => h('li', {}, inlines(item.elements))));
  if (e.border) node.classList.add('bordered');
  return node;
}

function dated(e) {
  const text = dateText(e.timestamp, e.format, e.fallback);
  return e.url ? safeLink(e.url, text) : h('time', { title: e.fallback }, text);
}

function fromUnicode(hex) {
  if (!/^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(hex ?? '')) return null;
  const points = hex.split('-').map((each) => parseInt(each, 16));
  return points.every((point) => point <= 0x10ffff) ? String.fromCodePoint(...points) : null;
}

function swatch(value) {
  const node = h('span', { class: 'swatch', 'aria-hidden': 'true' });
  if (/^#[0-9a-f]{3,8}$/i.test(value)) node.style.backgroundColor = value;
  return node;
}
