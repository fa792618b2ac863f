// Switches for what may go wrong between Slack and the app.
import { freshId, h } from './dom.js';
import { complain } from './layer.js';
import { doorsDesk } from './doorsdesk.js';
import { deleteAdmin, fetchAdmin, postAdmin } from './server.js';
import { on } from './store.js';
import { t } from './words.js';

const GROUPS = {
  faultsApi: ['rate_limit', 'error', 'server_error', 'delay', 'delay_answer', 'drop_before_accept', 'drop_after_accept'],
  faultsEvents: ['drop_ack', 'duplicate', 'reorder', 'delay_event', 'expire_trigger'],
  faultsFiles: ['login_page'],
};
const WORDS = new Set(['method', 'code']);
let draw = null; // the open desk's way to show what is armed

on('faults', ({ faults }) => draw?.(faults));

export function faultDesk() {
  const body = h('div', { class: 'faults' });
  const head = h('p', { class: 'row', hidden: true });
  const doors = doorsDesk();
  const switches = new Map();

  async function fill() {
    const answer = await fetchAdmin('faults');
    if (!answer.ok) return complain(answer.error);
    const known = new Map(answer.kinds.map((kind) => [kind.kind, kind]));
    const grouped = Object.values(GROUPS).flat();
    const others = [...known.keys()].filter((kind) => !grouped.includes(kind));
    for (const [title, names] of Object.entries({ ...GROUPS, faults_other: others })) {
      const here = names.filter((name) => known.has(name));
      if (here.length) body.append(h('section', {}, h('h3', {}, title === 'faults_other' ? '' : t(title)), here.map((name) => row(known.get(name)))));
    }
    draw(answer.faults);
  }

  function row(kind) {
    const made = faultRow(kind);
    switches.set(kind.kind, made);
    return made.node;
  }

  draw = (armed) => {
    for (const [name, one] of switches) one.show(armed.filter((fault) => fault.kind === name));
    head.hidden = !armed.length;
    head.replaceChildren(h('strong', {}, t('faultsArmed', { n: armed.length })), h('button', { type: 'button', class: 'button', onclick: () => deleteAdmin('faults') }, t('disarmAll')));
  };
  fill();
  return { node: h('div', { class: 'desk' }, h('p', {}, t('faultsLead')), head, body, doors.node), stop: () => { draw = null; doors.stop(); } };
}

function faultRow({ kind, meaning, parameters }) {
  const id = freshId('fault');
  const named = t(`f_${kind}`) !== `f_${kind}`;
  const fields = new Map(Object.entries(parameters).map(([name, value]) => [name, h('input', { type: WORDS.has(name) ? 'text' : 'number', value: String(value), id: `${id}-${name}`, autocomplete: 'off', spellcheck: 'false' })]));
  const state = h('span', { class: 'armed', role: 'status' });
  const flip = h('button', { type: 'button', class: 'switch', role: 'switch', 'aria-checked': 'false', 'aria-describedby': `${id}-what`, data: { fault: kind }, onclick: () => toggle() }, h('span', { class: 'knob', 'aria-hidden': 'true' }), h('span', {}, named ? t(`f_${kind}`) : kind));

  const wish = () => Object.fromEntries([...fields].map(([name, field]) => [name, WORDS.has(name) ? field.value.trim() : Number(field.value)]));

  async function toggle() {
    const isOn = flip.getAttribute('aria-checked') === 'true';
    const answer = isOn ? await deleteAdmin(`faults?kind=${kind}`) : await postAdmin('faults', { kind, ...wish() });
    if (!answer.ok) complain(answer.error);
  }

  function show(armed) {
    const left = armed.reduce((sum, fault) => (fault.times < 0 || sum < 0 ? -1 : sum + fault.times), 0);
    flip.setAttribute('aria-checked', String(armed.length > 0));
    state.textContent = armed.length ? t(left < 0 ? 'armedAlways' : 'armed', { n: left }) : '';
  }

  const conditions = h('details', { class: 'conditions' }, h('summary', {}, t('faultDetails')), h('div', { class: 'fields' }, [...fields].map(([name, field]) => h('label', { for: field.id }, h('span', {}, t(`par_${name}`)), field))));
  return { node: h('div', { class: 'fault' }, h('p', { class: 'row' }, flip, state), h('p', { class: 'quiet', id: `${id}-what` }, named ? t(`f_${kind}_`) : meaning), conditions), show };
}
