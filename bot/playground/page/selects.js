// Menus to choose from: fixed options, people, channels, and options that the app looks up.
import { h } from './dom.js';
import { combobox } from './combobox.js';
import { post } from './server.js';
import { channelName, store } from './store.js';
import { t } from './words.js';
import { plain } from './blocks.js';
import { naming } from './fields.js';

const ENOUGH_TO_SEARCH = 12;

const idOffer = ([value, label]) => ({ value, label });
const optionOffer = (option, group = '') => ({ value: option, label: plain(option.text), note: option.description && plain(option.description), group });
const options = (e) => [...(e.options ?? []).map((option) => optionOffer(option)), ...(e.option_groups ?? []).flatMap((group) => group.options.map((option) => optionOffer(option, plain(group.label))))];
const people = () => [...store.users.values()].filter((user) => !user.deleted).map((user) => idOffer([user.id, user.real_name || user.name]));
const channels = () => [...store.channels.values()].filter((each) => each.kind === 'channel' && !each.is_private && !each.is_archived).map((each) => idOffer([each.id, `#${each.name}`]));

function conversations(e) {
  const { include = ['im', 'mpim', 'private', 'public'], exclude_bot_users: noBots } = e.filter ?? {};
  const kind = (each) => (each.kind === 'im' ? (each.user ? 'im' : 'mpim') : each.is_private ? 'private' : 'public');
  const fits = (each) => include.includes(kind(each)) && !(noBots && store.users.get(each.user)?.is_bot);
  return [...store.channels.values()].filter(fits).map((each) => idOffer([each.id, each.kind === 'im' ? channelName(each.id) : `#${each.name}`]));
}

// The kind's offers, and the name that its values have in the state and as a preset.
const KINDS = {
  static_select: { offered: options, name: 'option' },
  external_select: { offered: null, name: 'option' },
  users_select: { offered: people, name: 'user' },
  channels_select: { offered: channels, name: 'channel' },
  conversations_select: { offered: conversations, name: 'conversation' },
};

export const SELECTS = Object.fromEntries(Object.entries(KINDS).flatMap(([name, kind]) => [
  [name, (block, e, ctx, how) => one(block, e, ctx, how, kind)],
  [`multi_${name}`, (block, e, ctx, how) => several(block, e, ctx, how, kind)],
]));

const same = (a, b) => (a?.value ?? a) === (b?.value ?? b);
const words = (e) => plain(e.placeholder) || t('choose');
const here = () => [decodeURIComponent(location.hash.slice(1)).split('/')[0]].find((id) => store.channels.has(id)) ?? store.app.dm_channel;
const asOffer = (list, value) => list.find((offer) => same(offer.value, value)) ?? (value.text ? optionOffer(value) : idOffer([value, value]));

function one(block, e, ctx, how, kind) {
  const key = `selected_${kind.name}`;
  const preset = e[`initial_${kind.name}`] ?? (e.default_to_current_conversation ? here() : null);
  const kept = ctx.start(block, e, key, preset);
  const list = kind.offered?.(e) ?? [];
  const changed = (value, node) => ctx.change(block, e, { [key]: value }, node);
  if (kind.offered && list.length <= ENOUGH_TO_SEARCH) return menuOf(list, kept, e, how, changed);
  const node = combobox({ named: naming(e, how), find: finder(block, e, ctx, list, kind), chosen: kept ? [asOffer(list, kept)] : [], same, placeholder: words(e), changed: ([picked]) => changed(picked?.value ?? null, node) });
  return node;
}

// A short list needs no search: the browser's own menu is the quickest, on a phone too.
function menuOf(list, kept, e, how, changed) {
  let at = list.findIndex((offer) => kept && same(offer.value, kept));
  const node = h('select', naming(e, how), h('option', { value: '-1' }, words(e)), grouped(list));
  node.value = String(at);
  node.addEventListener('change', async () => {
    const wanted = Number(node.value);
    if (await changed(list[wanted]?.value ?? null, node)) at = wanted;
    else node.value = String(at);
  });
  return node;
}

function grouped(list) {
  const out = [];
  list.forEach((offer, index) => {
    const option = h('option', { value: String(index) }, offer.label);
    if (!offer.group) out.push(option);
    else if (out.at(-1)?.label === offer.group) out.at(-1).append(option);
    else out.push(h('optgroup', { label: offer.group }, option));
  });
  return out;
}

function several(block, e, ctx, how, kind) {
  const key = `selected_${kind.name}s`;
  const preset = e[`initial_${kind.name}s`] ?? (e.default_to_current_conversation ? [here()] : []);
  const kept = ctx.start(block, e, key, preset);
  const list = kind.offered?.(e) ?? [];
  const node = combobox({ named: naming(e, how), find: finder(block, e, ctx, list, kind), chosen: kept.map((value) => asOffer(list, value)), same, many: true, most: e.max_selected_items, placeholder: words(e), changed: (picked) => ctx.change(block, e, { [key]: picked.map((offer) => offer.value) }, node) });
  return node;
}

function finder(block, e, ctx, list, kind) {
  if (!kind.offered) return (typed) => askApp(block, e, ctx, typed);
  return (typed) => list.filter((offer) => [offer.label, offer.note ?? ''].some((each) => each.toLowerCase().includes(typed.toLowerCase())));
}

// The app looks options up; it is asked when the person pauses.
let pause = 0;
async function askApp(block, e, ctx, typed) {
  clearTimeout(pause);
  await new Promise((resolve) => { pause = setTimeout(resolve, typed ? 250 : 0); });
  if (typed.length < (e.min_query_length ?? 3)) return null;
  const answer = await post('options', { container: ctx.container, action: { block_id: block.block_id, action_id: e.action_id }, value: typed });
  return options(answer);
}
