// The way to the playground: JSON requests and one stream of what happens.
import { emit, store } from './store.js';

export async function post(name, body) {
  return ask(`/api/page/${name}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user: store.me.id, ...body }),
  });
}

export const fetchState = (user) => ask(`/api/page/state${user ? `?user=${encodeURIComponent(user)}` : ''}`);

export function fetchMessages(channel, thread) {
  const query = new URLSearchParams({ user: store.me.id, channel, ...(thread ? { thread_ts: thread } : {}) });
  return ask(`/api/page/messages?${query}`);
}

export function fetchInspection(what) {
  return ask(`/api/page/inspect?${new URLSearchParams({ user: store.me.id, ...what })}`);
}

// The admin door: the playground's own switches, which belong to nobody's role.
const admin = (method, name, body) => ask(`/api/admin/${name}`, { method, ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) });
export const fetchAdmin = (name, query = {}) => admin('GET', `${name}?${new URLSearchParams(query)}`);
export const postAdmin = (name, body) => admin('POST', name, body);
export const deleteAdmin = (name) => admin('DELETE', name);

async function ask(path, options) {
  try {
    const response = await fetch(path, options);
    return await response.json();
  } catch {
    return { ok: false, error: 'offline' };
  }
}

export function listen(user) {
  let wait = 500;
  let dropped = false;
  const connect = () => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/api/page/stream?user=${encodeURIComponent(user)}`);
    socket.onopen = () => {
      wait = 500;
      emit('online', { again: dropped });
    };
    socket.onmessage = ({ data }) => {
      const event = JSON.parse(data);
      emit(event.type, event);
    };
    socket.onclose = () => {
      dropped = true;
      emit('offline');
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 8000);
    };
  };
  connect();
}
