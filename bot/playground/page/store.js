// What this page knows: people, channels and messages, and who wants to hear of changes.

export const store = {
  me: null,
  team: null,
  app: null,
  home: null,
  users: new Map(),
  channels: new Map(),
  groups: new Map(),
  waiting: new Map(), // user id -> how much is addressed to them and not read
  statuses: new Map(), // channel and thread -> what the app is doing there
  views: [], // the modals that were open when the page was loaded
  messages: new Map(), // channel id -> Map(ts -> message)
  ahead: 0, // seconds that the playground's clock is ahead of this machine's
};

const listeners = new Map();

export function on(kind, listener) {
  listeners.set(kind, [...(listeners.get(kind) ?? []), listener]);
}

export function emit(kind, detail = {}) {
  for (const listener of listeners.get(kind) ?? []) listener(detail);
}

export function takeState(state) {
  Object.assign(store, { connected: state.connected !== false, me: state.me, team: state.team, app: state.app, home: state.home });
  store.users = new Map(state.users.map((user) => [user.id, user]));
  store.channels = new Map(state.channels.map((channel) => [channel.id, channel]));
  store.groups = new Map((state.groups ?? []).map((group) => [group.id, group]));
  store.waiting = new Map(Object.entries(state.waiting ?? {}));
  store.views = state.views ?? [];
  store.statuses = new Map((state.statuses ?? []).map((each) => [`${each.channel} ${each.thread_ts}`, each]));
  if (state.now) setClock(state.now);
}

export const setClock = (now) => { store.ahead = now - Date.now() / 1000; };
export const now = () => Date.now() / 1000 + store.ahead;

export const messagesOf = (channel) => store.messages.get(channel) ?? store.messages.set(channel, new Map()).get(channel);

// A reply may overtake the answer to what was sent: what the stream told of a message is newer.
export const latest = (message) => messagesOf(message.channel).get(message.ts) ?? message;

export const userName = (id) => {
  const user = store.users.get(id);
  if (id === store.app?.bot_user) return store.app.name;
  return user ? user.real_name || user.name : id;
};

export function channelName(id) {
  const channel = store.channels.get(id);
  if (!channel) return id;
  if (id === store.app.dm_channel) return store.app.name;
  if (channel.kind !== 'im') return channel.name;
  return channel.user ? userName(channel.user) : othersIn(channel).map(userName).join('、');
}

// The other people of a conversation, the app last.
export const othersIn = (channel) => channel.members.filter((id) => id !== store.me.id).sort((a, b) => (a === store.app.bot_user) - (b === store.app.bot_user));

export const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;
