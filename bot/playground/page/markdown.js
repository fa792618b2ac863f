// Enough of standard Markdown for the markdown block: headings, lists, quotes, code, tables, emphasis, links.
import { h } from './dom.js';
import { safeLink } from './mrkdwn.js';
import { withEmoji } from './emoji.js';

const INLINE = /(`[^`]+`)|\*\*(\S(?:.*?\S)?)\*\*|__(\S(?:.*?\S)?)__|~~(\S.*?)~~|(?<![\w*])[*_](\S(?:.*?\S)?)[*_](?![\w*])|\[([^\]]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>「」（）、。]+)/;

export function inlineMarkdown(text) {
  const found = text.match(INLINE);
  if (!found) return [withEmoji(text)];
  const [whole, code, bold, bold2, strike, italic, label, url, bare] = found;
  const node =
    (code && h('code', {}, code.slice(1, -1))) ||
    ((bold || bold2) && h('strong', {}, inlineMarkdown(bold || bold2))) ||
    (strike && h('s', {}, inlineMarkdown(strike))) ||
    (italic && h('em', {}, inlineMarkdown(italic))) ||
    (url && safeLink(url, label)) ||
    safeLink(bare);
  return [withEmoji(text.slice(0, found.index)), node, ...inlineMarkdown(text.slice(found.index + whole.length))];
}

const STARTS = [
  [/^```/, fenced],
  [/^#{1,6} /, heading],
  [/^(?:---+|\*\*\*+)\s*$/, (lines) => (lines.shift(), h('hr'))],
  [/^> ?/, quote],
  [/^\s*(?:[-*+]|\d+[.)]) /, list],
  [/^\|.*\|\s*$/, table],
];

export function markdown(text) {
  const lines = text.split('\n');
  const out = h('div', { class: 'markdown' });
  while (lines.length) {
    if (!lines[0].trim()) lines.shift();
    else out.append(part(lines));
  }
  return out;
}

function part(lines) {
  const known = STARTS.find(([start]) => start.test(lines[0]));
  return known ? known[1](lines) : paragraph(lines);
}

const taken = (lines, while_) => {
  const out = [];
  while (lines.length && while_(lines[0])) out.push(lines.shift());
  return out;
};

function paragraph(lines) {
  const first = lines.shift();
  const rest = taken(lines, (line) => line.trim() && !STARTS.some(([start]) => start.test(line)));
  return h('p', {}, [first, ...rest].map((line, index) => [index ? h('br') : null, inlineMarkdown(line)]));
}

function fenced(lines) {
  lines.shift();
  const code = taken(lines, (line) => !/^```/.test(line));
  lines.shift();
  return h('pre', {}, h('code', {}, code.join('\n')));
}

function heading(lines) {
  const [, marks, text] = lines.shift().match(/^(#+) (.*)$/);
  return h(`h${Math.min(marks.length + 2, 6)}`, {}, inlineMarkdown(text));
}

function quote(lines) {
  const quoted = taken(lines, (line) => /^> ?/.test(line)).map((line) => line.replace(/^> ?/, ''));
  return h('blockquote', {}, quoted.map((line, index) => [index ? h('br') : null, inlineMarkdown(line)]));
}

function list(lines) {
  const ordered = /^\s*\d/.test(lines[0]);
  const items = taken(lines, (line) => /^\s*(?:[-*+]|\d+[.)]) /.test(line));
  const shown = items.map((line) => {
    const deep = Math.min(Math.floor(line.match(/^\s*/)[0].length / 2), 4);
    return h('li', { class: `indent-${deep}` }, inlineMarkdown(line.replace(/^\s*(?:[-*+]|\d+[.)]) /, '')));
  });
  return h(ordered ? 'ol' : 'ul', {}, shown);
}

function table(lines) {
  const rows = taken(lines, (line) => /^\|.*\|\s*$/.test(line)).map((line) => line.trim().slice(1, -1).split('|'));
  const [head = [], ...body] = rows.filter((cells) => !cells.every((cell) => /^\s*:?-+:?\s*$/.test(cell)));
  const row = (tag) => (cells) => h('tr', {}, cells.map((cell) => h(tag, {}, inlineMarkdown(cell.trim()))));
  return h('div', { class: 'scroll-x', tabindex: '0' }, h('table', {}, h('thead', {}, row('th')(head)), h('tbody', {}, body.map(row('td')))));
}
