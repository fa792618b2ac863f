// Where blocks stand, what has been entered in them, and how a click reaches the app.
import { post } from './server.js';
import { complain, confirm } from './layer.js';
import { text } from './blocks.js';

// A message or view on the screen. The state survives a new rendering of the same place.
export function place(container, state = {}, shown = [], keepsNodes = false) {
  forget(state, shown);
  const ctx = {
    container,
    state,
    keepsNodes,
    value: (block, element) => ctx.state[block.block_id]?.[element.action_id],
    keep(block, element, value) {
      (ctx.state[block.block_id] ??= {})[element.action_id] = { type: element.type, ...value };
    },
    // What was entered before, else the preset; from now on it is part of the state.
    start(block, element, key, preset = null) {
      const kept = ctx.value(block, element);
      const value = kept && key in kept ? kept[key] : preset;
      ctx.keep(block, element, { [key]: value });
      return value;
    },
    // A new value: an input block keeps it for the submission, every other place tells the app.
    async change(block, element, value, node) {
      const before = ctx.value(block, element);
      ctx.keep(block, element, value);
      const told = block.type !== 'input' || block.dispatch_action;
      if (!told) return true;
      const went = await ctx.act(block, element, value, node);
      if (!went && before) ctx.state[block.block_id][element.action_id] = before;
      return went;
    },
    async act(block, element, chosen, node) {
      if (element.confirm && !(await confirm(element.confirm, text(element.confirm.text)))) return false;
      node?.setAttribute('aria-busy', 'true');
      const action = { block_id: block.block_id, action_id: element.action_id, type: element.type, ...chosen };
      const answer = await post('action', { container, action, state: ctx.state });
      node?.removeAttribute('aria-busy');
      if (!answer.ok) complain(answer.error);
      return true;
    },
  };
  return ctx;
}

// What was entered in a field that is no longer shown goes with it.
function forget(state, shown) {
  if (!Object.keys(state).length) return;
  const fields = new Set([...fieldsIn(shown)].map(([block, action, type]) => `${block}\n${action}\n${type}`));
  for (const [block, actions] of Object.entries(state)) {
    for (const [action, { type }] of Object.entries(actions)) if (!fields.has(`${block}\n${action}\n${type}`)) delete actions[action];
    if (!Object.keys(actions).length) delete state[block];
  }
}

function* fieldsIn(value, block) {
  if (!value || typeof value !== 'object') return;
  const here = value.block_id ?? block;
  if (value.action_id) yield [here, value.action_id, value.type];
  for (const child of Object.values(value)) yield* fieldsIn(child, here);
}

export const messagePlace = (message, state) => place({ type: 'message', channel: message.channel, ts: message.ts }, state, [message.blocks, message.attachments]);
export const viewPlace = (view, state) => place({ type: 'view', view_id: view.id }, state, view.blocks, true);
