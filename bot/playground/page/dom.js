// Builds elements. Text is always a text node: nothing in this page writes HTML from a string.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setProp(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
  else if (name === 'class') node.className = value;
  else if (name === 'data') Object.assign(node.dataset, value);
  else if (name === 'value' || name === 'checked' || name === 'disabled' || name === 'selected') node[name] = value;
  else node.setAttribute(name, value === true ? '' : value);
}

export function svg(paths) {
  const space = 'http://www.w3.org/2000/svg';
  const node = document.createElementNS(space, 'svg');
  node.setAttribute('viewBox', '0 0 20 20');
  node.setAttribute('class', 'icon');
  node.setAttribute('aria-hidden', 'true');
  for (const d of [paths].flat()) {
    const path = document.createElementNS(space, 'path');
    path.setAttribute('d', d);
    node.append(path);
  }
  return node;
}

export const $ = (selector, from = document) => from.querySelector(selector);

let counter = 0;
export const freshId = (stem) => `${stem}-${++counter}`;
