// What the page knows, and how it hears: one snapshot for the person one is, then news over server-sent events. Every piece of news
// is a thing as it is now, so it simply replaces what was known of it.
import { toast, $ } from './dom.js';

export const state = {
  as: '',
  at: '',
  ready: false,
  people: new Map(),
  channels: new Map(),
  posts: new Map(),
  emoji: [],
  tour: {},
  // The playground's clock, and the browser's own reading when it was heard.
  now: 0,
  heardAt: 0,
  where: { channel: '', thread: '' },
};

const listeners = new Set();

// watch calls f, at most once a frame, after something changed. It is given what the news were.
export function watch(f) { listeners.add(f); }

let pending = null;

export function changed(what = {}) {
  if (pending) {
    pending.push(what);
    return;
  }
  pending = [what];
  requestAnimationFrame(() => {
    const all = pending;
    pending = null;
    for (const f of listeners) f(all);
  });
}

export const me = () => state.people.get(state.as);
export const here = () => state.channels.get(state.where.channel);
export const now = () => new Date(state.now + (performance.now() - state.heardAt));

// postsIn answers the posts of a channel, or of a thread with its root, in order.
export function postsIn(channel, thread) {
  const out = [];
  for (const p of state.posts.values()) {
    if (p.channel !== channel) continue;
    if (thread ? p.id === thread || p.thread === thread : !p.thread) out.push(p);
  }
  return out.sort((a, b) => a.n - b.n);
}

function merge(news) {
  if (news.full) {
    state.people.clear();
    state.channels.clear();
    state.posts.clear();
    state.emoji = news.emoji ?? [];
  }
  const before = new Map([...state.people].map(([id, p]) => [id, p.waiting]));
  for (const p of news.people ?? []) state.people.set(p.id, p);
  for (const c of news.channels ?? []) state.channels.set(c.id, c);
  const fresh = [];
  for (const p of news.posts ?? []) {
    if (!state.posts.has(p.id) && !news.full) fresh.push(p);
    if (p.gone && !p.replies) state.posts.delete(p.id);
    else state.posts.set(p.id, p);
  }
  if (news.tour) state.tour = news.tour;
  state.at = news.at;
  state.now = Date.parse(news.now);
  state.heardAt = performance.now();
  const waiting = [...state.people.values()].filter((p) => !news.full && p.waiting > (before.get(p.id) ?? 0));
  changed({ news, fresh, waiting });
}

let source = null;
let retry = 0;

function listen() {
  source?.close();
  source = new EventSource(`/api/events?as=${encodeURIComponent(state.as)}&after=${encodeURIComponent(state.at)}`);
  source.addEventListener('open', () => { $('offline').hidden = true; });
  source.addEventListener('news', (e) => {
    const news = JSON.parse(e.data);
    if (news.as === state.as) merge(news);
  });
  source.addEventListener('error', () => {
    $('offline').hidden = false;
    if (source.readyState !== EventSource.CLOSED) return;
    clearTimeout(retry);
    retry = setTimeout(listen, 1500);
  });
}

// become makes the visitor that person.
export async function become(as) {
  const news = await get('/api/state', { as });
  state.as = as;
  state.ready = true;
  localStorage.setItem('folkmoot.as', as);
  merge(news);
  listen();
}

export async function get(path, query = {}) {
  return answer(await fetch(path + '?' + new URLSearchParams(query)));
}

// send sends an act. What the playground refuses is shown and thrown.
export async function send(path, body) {
  let response;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Folkmoot': 'playground' },
      body: JSON.stringify(body),
    });
  } catch (e) {
    toast('The playground does not answer. Is folkmoot still running?', { bad: true });
    throw e;
  }
  return answer(response);
}

async function answer(response) {
  const body = await response.json().catch(() => ({ error: 'The playground gave no answer that can be read.' }));
  if (!response.ok) {
    toast(body.error ?? response.statusText, { bad: true });
    throw new Error(body.error ?? response.statusText);
  }
  return body;
}

// key names an act, so that sending it twice is doing it once.
export const key = () => [...crypto.getRandomValues(new Uint32Array(3))].map((n) => n.toString(36)).join('');
