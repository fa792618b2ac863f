// Slack's mrkdwn to elements. A mark next to a letter, also a Japanese one, stays text, as in Slack.
import { h } from './dom.js';
import { withEmoji } from './emoji.js';
import { dateText } from './dates.js';
import { channelName, store, userName } from './store.js';

const MARKS = { '*': 'strong', _: 'em', '~': 's' };
const EDGE = '[\\s!-)+-/:-@[-^{-}\\u200b\\ue000\\ue001]'; // white space or ASCII punctuation
const URL_ALONE = /https?:\/\/[^\s<>「」（）、。]+[^\s<>「」（）、。.,!?)\]'"]/;

export function safeLink(url, label) {
  const text = label || url;
  if (!/^(https?:|mailto:)/i.test(url)) return document.createTextNode(text);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, text);
}

export const unescape = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

// A whole text object or message text.
export function mrkdwn(text, { verbatim = false } = {}) {
  const parts = text.split(/```([\s\S]*?)```/);
  return parts.flatMap((part, index) => (index % 2 ? [h('pre', {}, h('code', {}, plainOf(part.replace(/^\n|\n$/g, ''))))] : lines(part, verbatim)));
}

function lines(text, verbatim) {
  const out = [];
  let quote = null;
  for (const line of text.split('\n')) {
    const quoted = line.match(/^(?:&gt;|>) ?(.*)$/);
    if (quoted) {
      if (!quote) out.push((quote = h('blockquote')));
      else quote.append(h('br'));
      quote.append(...inline(quoted[1], verbatim));
      continue;
    }
    if (out.length && !quote) out.push(h('br'));
    quote = null;
    out.push(...inline(line, verbatim));
  }
  return out;
}

// Code spans are put aside, so that marks may stand around them but never inside.
function inline(text, verbatim) {
  const codes = [];
  const rest = text
    .replace(/[\ue000\ue001]/g, '')
    .replace(/`([^`]+)`/g, (_, code) => `\ue000${codes.push(h('code', {}, plainOf(code))) - 1}\ue001`);
  return marked(rest, verbatim).flatMap((node) => withCodes(node, codes));
}

function withCodes(node, codes) {
  if (node.nodeType === Node.ELEMENT_NODE) {
    if (codes.length) node.replaceChildren(...[...node.childNodes].flatMap((child) => withCodes(child, codes)));
    return [node];
  }
  return node.data.split(/(\ue000\d+\ue001)/).map((part) => codes[part.match(/^\ue000(\d+)/)?.[1]] ?? part);
}

const MARKED = new RegExp(`(^|${EDGE})([*_~])(?=\\S)((?:<[^>]*>|[^<\\n])*?\\S)\\2(?=$|${EDGE})`);

function marked(text, verbatim) {
  const out = [];
  for (let found = text.match(MARKED); found; found = text.match(MARKED)) {
    const start = found.index + found[1].length;
    out.push(...tokens(text.slice(0, start), verbatim), h(MARKS[found[2]], {}, marked(found[3], verbatim)));
    text = text.slice(found.index + found[0].length);
  }
  return [...out, ...tokens(text, verbatim)];
}

function tokens(text, verbatim) {
  return text.split(/(<[^<>\n]+>)/).flatMap((part) => {
    if (/^<[^<>]+>$/.test(part)) return [token(part.slice(1, -1))];
    return verbatim ? [said(part)] : bareLinks(part);
  });
}

function bareLinks(text) {
  const out = [];
  for (let found = text.match(URL_ALONE); found; found = text.match(URL_ALONE)) {
    out.push(said(text.slice(0, found.index)), safeLink(unescape(found[0])));
    text = text.slice(found.index + found[0].length);
  }
  return text ? [...out, said(text)] : out;
}

const said = (text) => document.createTextNode(withEmoji(unescape(text)));
const plainOf = (text) => unescape(text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, target, label) => label || target));

function token(body) {
  const bar = body.indexOf('|');
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? '' : unescape(body.slice(bar + 1));
  if (target.startsWith('@')) return userMention(target.slice(1));
  if (target.startsWith('#')) return channelMention(target.slice(1), label);
  if (target.startsWith('!')) return special(target.slice(1), label);
  return safeLink(unescape(target), label && withEmoji(label));
}

export function userMention(id) {
  const own = id === store.me?.id;
  return h('span', { class: own ? 'mention own' : 'mention' }, `@${userName(id)}`);
}

export function channelMention(id, label = '') {
  if (!store.channels.has(id)) return h('span', { class: 'mention' }, `#${label || id}`);
  return h('a', { class: 'mention', href: `#${id}` }, `#${channelName(id)}`);
}

export function groupMention(id, label = '') {
  const handle = store.groups.get(id)?.handle;
  return h('span', { class: 'mention' }, handle ? `@${handle}` : label || `@${id}`);
}

export const broadcast = (range) => h('span', { class: 'mention own' }, `@${range}`);

function special(target, label) {
  const [name, first, template, link] = target.split('^');
  if (name === 'date') {
    const text = dateText(first, unescape(template ?? ''), label);
    return link ? safeLink(unescape(link), text) : h('time', { title: label }, text);
  }
  if (name === 'subteam') return groupMention(first, label);
  if (['here', 'channel', 'everyone'].includes(name)) return broadcast(name);
  return document.createTextNode(label || `<!${target}>`);
}
