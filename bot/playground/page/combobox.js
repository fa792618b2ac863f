// A field to search and choose in, one or several: the ARIA combobox with a list box above everything else.
import { freshId, h } from './dom.js';
import { icon } from './icons.js';
import { t } from './words.js';

// An offer is {label, value, note?, group?}. `find(typed)` gives offers, or null for "go on typing"; `changed(picked)` says whether it was taken.
export function combobox({ named, find, chosen, same, many = false, most = Infinity, placeholder, changed }) {
  const id = freshId('offers');
  let picked = [...chosen];
  let offers = [];
  let at = 0;
  let typed = '';
  let asked = 0;
  let hint = '';
  const box = h('input', { ...named, type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false', placeholder, 'aria-expanded': 'false', 'aria-controls': id, 'aria-autocomplete': 'list' });
  const list = h('div', { id, role: 'listbox', class: 'offers', popover: 'manual', 'aria-label': placeholder, 'aria-multiselectable': many ? 'true' : undefined });
  const chips = h('span', { class: 'picked' });
  const root = h('div', { class: many ? 'combo many' : 'combo' }, chips, box, icon('down'), list);

  const isOpen = () => box.getAttribute('aria-expanded') === 'true';
  const isPicked = (offer) => picked.some((each) => same(each.value, offer.value));
  const isFull = (offer) => many && picked.length >= most && !isPicked(offer);

  async function look() {
    const turn = ++asked;
    const found = await find(typed.trim());
    if (turn !== asked || !root.isConnected || !root.contains(document.activeElement)) return;
    offers = found ?? [];
    hint = t(found ? 'noMatch' : 'typeToSearch');
    at = Math.max(0, many || typed ? 0 : offers.findIndex(isPicked));
    list.showPopover?.();
    box.setAttribute('aria-expanded', 'true');
    document.addEventListener('scroll', fit, true);
    draw();
    fit();
  }

  function close() {
    asked += 1;
    if (!isOpen()) return;
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
    document.removeEventListener('scroll', fit, true);
    list.hidePopover?.();
  }

  function fit(event) {
    if (event && list.contains(event.target)) return;
    const { left, top, bottom, width } = root.getBoundingClientRect();
    const room = Math.max(innerHeight - bottom, top) - 12;
    list.style.minWidth = `${Math.min(width, innerWidth - 16)}px`;
    list.style.maxHeight = `${Math.min(room, 288)}px`;
    list.style.left = `${Math.max(8, Math.min(left, innerWidth - list.offsetWidth - 8))}px`;
    list.style.top = `${innerHeight - bottom - 12 >= list.offsetHeight ? bottom + 4 : Math.max(8, top - list.offsetHeight - 4)}px`;
  }

  function draw() {
    const rows = offers.map((offer, index) => h('div', { role: 'option', id: `${id}-${index}`, class: 'offer', 'aria-selected': String(isPicked(offer)), 'aria-disabled': isFull(offer) ? 'true' : undefined, onclick: () => pick(offer) },
      icon(isPicked(offer) ? 'check' : 'blank'), h('span', {}, offer.label, offer.note && h('small', {}, offer.note))));
    list.replaceChildren(...(rows.length ? underGroups(rows, offers) : [h('div', { role: 'option', class: 'offer none', 'aria-disabled': 'true', 'aria-selected': 'false' }, hint)]));
    point(at);
  }

  function point(index) {
    at = index;
    list.querySelector('.at')?.classList.remove('at');
    const row = list.querySelector(`#${CSS.escape(`${id}-${at}`)}`);
    row?.classList.add('at');
    row?.scrollIntoView({ block: 'nearest' });
    if (row) box.setAttribute('aria-activedescendant', row.id);
    else box.removeAttribute('aria-activedescendant');
  }

  async function pick(offer) {
    if (isFull(offer)) return;
    if (many) await take(isPicked(offer) ? picked.filter((each) => !same(each.value, offer.value)) : [...picked, offer], isOpen());
    else {
      close();
      await take([offer]);
    }
  }

  async function take(next, goOn = false) {
    const before = picked;
    picked = next;
    typed = '';
    show();
    if (goOn) look();
    if (await changed(picked)) return;
    picked = before;
    show();
  }

  function show() {
    box.value = many ? typed : picked[0]?.label ?? '';
    if (!many) return;
    chips.replaceChildren(...picked.map((offer) => h('span', { class: 'pick' }, offer.label, h('button', { type: 'button', 'aria-label': t('remove', { name: offer.label }), onclick: () => { take(picked.filter((each) => each !== offer)); box.focus(); } }, icon('close')))));
    box.placeholder = picked.length ? '' : placeholder;
  }

  const KEYS = {
    ArrowDown: () => (isOpen() ? point((at + 1) % Math.max(1, offers.length)) : look()),
    ArrowUp: () => (isOpen() ? point((at - 1 + offers.length) % Math.max(1, offers.length)) : look()),
    Enter: () => isOpen() && offers[at] && pick(offers[at]),
    Escape: () => { close(); typed = ''; show(); },
  };

  box.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Backspace' && many && !box.value && picked.length) return void take(picked.slice(0, -1), isOpen());
    const run = KEYS[event.key];
    if (!run || (event.key === 'Escape' && !isOpen())) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  });
  box.addEventListener('input', (event) => {
    typed = box.value;
    if (!event.isComposing) look();
  });
  box.addEventListener('compositionend', look);
  box.addEventListener('click', () => isOpen() || look());
  box.addEventListener('focus', () => many || box.select());
  list.addEventListener('pointerdown', (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener('mousedown', (event) => event.preventDefault());
  box.addEventListener('blur', () => {
    close();
    if (!many && !box.value && picked.length) take([]);
    else {
      typed = '';
      show();
    }
  });
  show();
  return root;
}

function underGroups(rows, offers) {
  const out = [];
  rows.forEach((row, index) => {
    const { group } = offers[index];
    if (!group) out.push(row);
    else if (out.at(-1)?.getAttribute('aria-label') === group) out.at(-1).append(row);
    else out.push(h('div', { role: 'group', 'aria-label': group }, h('p', { class: 'menu-title', 'aria-hidden': 'true' }, group), row));
  });
  return out;
}
