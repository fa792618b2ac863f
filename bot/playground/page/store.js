// What this page knows: people, channels and messages, and who wants to hear of changes.

export const store = {
  me: null,
  team: null,
  app: null,
  home: null,
  users: new Map(),
  channels: new Map(),
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
  Object.assign(store, { me: state.me, team: state.team, app: state.app, home: state.home });
  store.users = new Map(state.users.map((user) => [user.id, user]));
  store.channels = new Map(state.channels.map((channel) => [channel.id, channel]));
  if (state.now) setClock(state.now);
}

export const setClock = (now) => { store.ahead = now - Date.now() / 1000; };
export const now = () => Date.now() / 1000 + store.ahead;

export const messagesOf = (channel) => store.messages.get(channel) ?? store.messages.set(channel, new Map()).get(channel);

export const userName = (id) => {
  const user = store.users.get(id);
  if (id === store.app?.bot_user) return store.app.name;
  return user ? user.real_name || user.name : id;
};

export function channelName(id) {
  const channel = store.channels.get(id);
  if (!channel) return id;
  if (id === store.app.dm_channel) return store.app.name;
  return channel.kind === 'im' ? userName(channel.user) : channel.name;
}

export const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;
