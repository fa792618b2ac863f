// Menus to choose from: fixed options, people, channels, and options that the app looks up.
import { h } from './dom.js';
import { post } from './server.js';
import { channelName, store } from './store.js';
import { t } from './words.js';
import { plain } from './blocks.js';
import { naming, optionWords } from './fields.js';

const people = () => [...store.users.values()].filter((user) => !user.deleted).map((user) => [user.id, user.real_name]);
const channels = () => [...store.channels.values()].filter((each) => each.kind === 'channel' && !each.is_private).map((each) => [each.id, `#${each.name}`]);
const conversations = () => [...store.channels.values()].map((each) => [each.id, each.kind === 'im' ? channelName(each.id) : `#${each.name}`]);

// kind -> what is offered, the state's word for one and for several, the preset's word.
const KINDS = {
  static_select: { offered: (e) => e.options ?? [], one: 'selected_option', many: 'selected_options', preset: 'initial_option', several: 'initial_options' },
  users_select: { offered: people, one: 'selected_user', many: 'selected_users', preset: 'initial_user', several: 'initial_users' },
  channels_select: { offered: channels, one: 'selected_channel', many: 'selected_channels', preset: 'initial_channel', several: 'initial_channels' },
  conversations_select: { offered: conversations, one: 'selected_conversation', many: 'selected_conversations', preset: 'initial_conversation', several: 'initial_conversations' },
};

export const SELECTS = Object.fromEntries(Object.entries(KINDS).flatMap(([name, kind]) => [
  [name, (block, e, ctx, how) => one(block, e, ctx, how, kind)],
  [`multi_${name}`, (block, e, ctx, how) => several(block, e, ctx, how, kind)],
]));

// Everything as {key, label, value}: an option object, or an id.
function offers(e, kind) {
  const entries = kind.offered(e);
  const grouped = (e.option_groups ?? []).flatMap((group) => group.options.map((option) => [option, plain(group.label)]));
  const flat = [...entries.map((entry) => [entry, '']), ...grouped];
  return flat.map(([entry, group], index) => (Array.isArray(entry)
    ? { key: entry[0], label: entry[1], value: entry[0], group }
    : { key: String(index), label: plain(entry.text), value: entry, group, option: entry }));
}

const same = (a, b) => (a?.value ?? a) === (b?.value ?? b);

function one(block, e, ctx, how, kind) {
  const list = offers(e, kind);
  const kept = ctx.value(block, e)?.[kind.one] ?? e[kind.preset];
  const at = list.find((offer) => kept && same(offer.value, kept));
  const node = h('select', naming(e, how), h('option', { value: '' }, plain(e.placeholder) || t('choose')), grouped(list));
  node.value = at?.key ?? '';
  if (at) ctx.keep(block, e, { [kind.one]: at.value });
  node.addEventListener('change', async () => {
    const before = ctx.value(block, e)?.[kind.one];
    const value = list.find((offer) => offer.key === node.value)?.value ?? null;
    const went = await ctx.change(block, e, { [kind.one]: value }, node);
    if (!went) node.value = list.find((offer) => before && same(offer.value, before))?.key ?? '';
  });
  return node;
}

function grouped(list) {
  const out = [];
  for (const offer of list) {
    const option = h('option', { value: offer.key }, offer.label);
    if (!offer.group) out.push(option);
    else if (out.at(-1)?.label === offer.group) out.at(-1).append(option);
    else out.push(h('optgroup', { label: offer.group }, option));
  }
  return out;
}

function several(block, e, ctx, how, kind) {
  const list = offers(e, kind);
  const kept = ctx.value(block, e)?.[kind.many] ?? e[kind.several] ?? [];
  const summary = h('summary', { ...naming(e, how) });
  const boxes = list.map((offer) => h('input', { type: 'checkbox', checked: kept.some((each) => same(each, offer.value)) }));
  const chosen = () => list.filter((_, index) => boxes[index].checked);
  const show = () => {
    const labels = chosen().map((offer) => offer.label);
    summary.replaceChildren(labels.length ? labels.join('、') : plain(e.placeholder) || t('choose'));
    const full = e.max_selected_items && labels.length >= e.max_selected_items;
    for (const box of boxes) box.disabled = Boolean(full && !box.checked);
  };
  if (kept.length) ctx.keep(block, e, { [kind.many]: kept });
  show();
  const options = list.map((offer, index) => h('label', { class: 'choice' }, boxes[index], h('span', {}, offer.option ? optionWords(offer.option) : offer.label)));
  const node = h('details', { class: 'several' }, summary, h('div', { class: 'choices' }, options));
  node.addEventListener('change', () => {
    show();
    ctx.change(block, e, { [kind.many]: chosen().map((offer) => offer.value) }, summary);
  });
  return node;
}

// The app offers options while the person types.
export function external(block, e, ctx, how) {
  const many = e.type.startsWith('multi_');
  const kept = () => (many ? ctx.value(block, e)?.selected_options ?? e.initial_options ?? [] : [ctx.value(block, e)?.selected_option ?? e.initial_option].filter(Boolean));
  const query = h('input', { ...naming(e, how), type: 'text', placeholder: plain(e.placeholder) || t('typeToSearch'), autocomplete: 'off' });
  const found = h('div', { class: 'choices found', role: 'group', 'aria-live': 'polite' });
  const shown = h('p', { class: 'quiet' });
  const show = () => shown.replaceChildren(kept().map((option) => plain(option.text)).join('、'));
  const choose = (option) => {
    const next = many ? [...kept().filter((each) => !same(each, option)), option] : [option];
    ctx.change(block, e, many ? { selected_options: next } : { selected_option: option }, query);
    query.value = '';
    found.replaceChildren();
    show();
  };
  const look = async () => {
    if (query.value.length < (e.min_query_length ?? 3)) return;
    const action = { block_id: block.block_id, action_id: e.action_id };
    const answer = await post('options', { container: ctx.container, action, value: query.value });
    const options = [...(answer.options ?? []), ...(answer.option_groups ?? []).flatMap((group) => group.options)];
    found.replaceChildren(...(options.length ? options.map((option) => h('button', { type: 'button', class: 'choice', onclick: () => choose(option) }, optionWords(option))) : [h('p', {}, t('noMatch'))]));
  };
  let timer = 0;
  query.addEventListener('input', (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(look, 250);
  });
  if (kept().length) ctx.keep(block, e, many ? { selected_options: kept() } : { selected_option: kept()[0] });
  show();
  return h('div', { class: 'external' }, shown, query, found);
}
