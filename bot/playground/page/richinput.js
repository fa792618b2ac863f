// A field for text with marks: a small toolbar above, and what was written as a rich_text block.
import { h } from './dom.js';
import { icon } from './icons.js';
import { plain } from './blocks.js';
import { naming } from './fields.js';
import { origins, richText } from './rich.js';
import { dispatchTyped } from './typing.js';
import { t } from './words.js';

const TOOLS = [['bold', 'bold'], ['italic', 'italic'], ['strike', 'strikeThrough'], ['bullets', 'insertUnorderedList'], ['numbers', 'insertOrderedList']];
const LINK = /^(https?:\/\/|mailto:)\S+$/i;

export function richTyped(block, e, ctx, how) {
  const kept = ctx.start(block, e, 'rich_text_value', e.initial_value ?? null);
  const words = plain(e.placeholder);
  const named = naming(e, how);
  const paper = h('div', { ...named, class: 'rich paper', contenteditable: 'true', role: 'textbox', 'aria-multiline': 'true', 'aria-labelledby': how.labelled, 'aria-label': named['aria-label'], data: { ...named.data, placeholder: words } }, kept && [...richText(kept).childNodes]);
  paper.style.minHeight = `${Math.min(e.min_lines ?? 3, 20) * 1.65 + 0.8}em`;
  paper.style.maxHeight = `${Math.min(e.max_lines ?? 14, 30) * 1.65 + 0.8}em`;
  const value = () => ({ rich_text_value: readRich(paper) });
  const bar = toolbar(paper, how);
  const mark = () => paper.classList.toggle('blank', !readRich(paper));
  mark();
  paper.addEventListener('input', () => {
    ctx.keep(block, e, value());
    mark();
  });
  paper.addEventListener('paste', (event) => {
    event.preventDefault();
    document.execCommand('insertText', false, event.clipboardData.getData('text/plain'));
  });
  dispatchTyped(paper, block, e, () => ctx.change(block, e, value(), paper));
  return h('div', { class: 'richbox' }, bar, paper);
}

function toolbar(paper, how) {
  const run = (command, argument) => {
    paper.focus();
    document.execCommand(command, false, argument);
  };
  const tool = (name, press) => h('button', { type: 'button', class: 'tool', 'aria-label': t(name), title: t(name), 'aria-controls': how.id, onmousedown: (event) => event.preventDefault(), onclick: press }, icon(name));
  const address = h('input', { type: 'url', placeholder: 'https://', 'aria-label': t('linkTo') });
  const row = h('span', { class: 'link-row', hidden: true }, address, h('button', { type: 'button', class: 'button', onclick: () => link() }, t('ok')));
  let range = null;
  const ask = () => {
    const selection = getSelection();
    range = selection.rangeCount && paper.contains(selection.anchorNode) ? selection.getRangeAt(0) : null;
    row.hidden = !row.hidden;
    if (!row.hidden) address.focus();
  };
  const link = () => {
    const url = address.value.trim();
    row.hidden = true;
    address.value = '';
    paper.focus();
    if (range) {
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }
    if (!LINK.test(url)) return;
    if (getSelection().isCollapsed) document.execCommand('insertText', false, url);
    if (getSelection().isCollapsed) getSelection().modify('extend', 'backward', 'word');
    if (range?.collapsed ?? true) widen(url);
    document.execCommand('createLink', false, url);
    getSelection().collapseToEnd();
  };
  address.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') row.hidden = true;
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') link();
    else paper.focus();
  });
  return h('div', { class: 'rich-tools', role: 'toolbar', 'aria-label': t('marks'), 'aria-controls': how.id }, TOOLS.map(([name, command]) => tool(name, () => run(command))), tool('link', ask), row);
}

// The address that was just written becomes the words of its own link.
function widen(url) {
  const { focusNode: node, anchorNode, anchorOffset } = getSelection();
  const end = anchorNode === node ? Math.max(anchorOffset, getSelection().focusOffset) : anchorOffset;
  if (anchorNode.nodeType === Node.TEXT_NODE && anchorNode.data.slice(0, end).endsWith(url)) getSelection().setBaseAndExtent(anchorNode, end - url.length, anchorNode, end);
}

const STYLES = { B: 'bold', STRONG: 'bold', I: 'italic', EM: 'italic', S: 'strike', STRIKE: 'strike', DEL: 'strike', U: 'underline', CODE: 'code' };
const LINES = new Set(['DIV', 'P']);
const PARTS = { UL: 'rich_text_list', OL: 'rich_text_list', BLOCKQUOTE: 'rich_text_quote', PRE: 'rich_text_preformatted' };

export function readRich(root) {
  const parts = [];
  read(root, parts);
  const full = parts.map((part) => ({ ...part, elements: part.type === 'rich_text_list' ? part.elements : tidy(part.elements) })).filter((part) => part.elements.length);
  return full.length ? { type: 'rich_text', elements: full } : null;
}

function read(root, parts) {
  let section = null;
  const open = () => {
    if (!section) parts.push((section = { type: 'rich_text_section', elements: [] }));
    return section.elements;
  };
  for (const node of root.childNodes) {
    if (PARTS[node.nodeName]) {
      section = null;
      readPart(node, parts);
    } else if (LINES.has(node.nodeName)) {
      if (section) open().push({ type: 'text', text: '\n' });
      if ([...node.children].some((child) => PARTS[child.nodeName])) {
        read(node, parts);
        section = null;
      } else inline(node, {}, open());
    } else inlineNode(node, {}, open());
  }
}

function readPart(node, parts, indent = 0) {
  const type = PARTS[node.nodeName];
  if (type !== 'rich_text_list') {
    const elements = [];
    inline(node, {}, elements);
    return void parts.push({ type, elements: type === 'rich_text_preformatted' ? elements.map(({ style, ...rest }) => rest) : elements });
  }
  const indented = Number(node.className.match(/indent-(\d)/)?.[1] ?? indent);
  const list = () => parts.push({ type, style: node.nodeName === 'OL' ? 'ordered' : 'bullet', indent: indented, elements: [] });
  list();
  for (const child of node.children) {
    if (PARTS[child.nodeName]) {
      readPart(child, parts, indented + 1);
      list();
      continue;
    }
    const elements = [];
    inline(child, {}, elements);
    parts.at(-1).elements.push({ type: 'rich_text_section', elements: tidy(elements) });
  }
  if (!parts.at(-1).elements.length) parts.pop();
}

function inline(node, style, out) {
  for (const child of node.childNodes) inlineNode(child, style, out);
}

function inlineNode(node, style, out) {
  const own = (element) => out.push(Object.keys(style).length ? { ...element, style } : element);
  if (node.nodeType === Node.TEXT_NODE) return void (node.data && own({ type: 'text', text: node.data.replaceAll('\u00a0', ' ') }));
  if (origins.has(node)) return void out.push(origins.get(node));
  if (node.nodeName === 'BR') return void (node.nextSibling && own({ type: 'text', text: '\n' }));
  if (node.nodeName === 'A') return void own({ type: 'link', url: node.getAttribute('href'), text: node.textContent });
  inline(node, STYLES[node.nodeName] ? { ...style, [STYLES[node.nodeName]]: true } : style, out);
}

// Neighbours with the same marks become one; white space at the end goes.
function tidy(elements) {
  const out = [];
  for (const each of elements) {
    const last = out.at(-1);
    if (last?.type === 'text' && each.type === 'text' && JSON.stringify(last.style) === JSON.stringify(each.style)) last.text += each.text;
    else out.push({ ...each });
  }
  if (out.at(-1)?.type === 'text') out.at(-1).text = out.at(-1).text.trimEnd();
  if (out.at(-1)?.type === 'text' && !out.at(-1).text) out.pop();
  return out;
}
