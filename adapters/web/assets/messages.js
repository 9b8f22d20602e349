// The two lists of messages: the channel's and the thread's.
import { h, $, icon } from './dom.js';
import { state, watch, postsIn, send, here } from './store.js';
import { row } from './post.js';
import { nameOf } from './people.js';
import { day, longDay, localise } from './when.js';
import { goTo } from './nav.js';

// most is how many messages a list shows: the newest.
const most = 400;

class List {
  constructor(list, scroll, inThread) {
    Object.assign(this, { list, scroll, inThread, rows: new Map(), of: '', pinned: true, newFrom: 0 });
    scroll.addEventListener('scroll', () => {
      this.pinned = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 90;
      if (this.pinned && !inThread) $('jump').hidden = true;
    }, { passive: true });
    new ResizeObserver(() => { if (this.pinned) this.toEnd(); }).observe(list);
    new ResizeObserver(() => { if (this.pinned) this.toEnd(); }).observe(scroll);
  }

  toEnd() { this.scroll.scrollTop = this.scroll.scrollHeight; }

  // draw shows the posts, keeping the elements that are already there.
  draw(of, posts, unread) {
    const moved = of !== this.of;
    if (moved) {
      this.rows.clear();
      this.of = of;
      this.pinned = true;
      this.newFrom = unread ? firstUnread(posts, unread) : 0;
    }
    const nodes = [], rows = new Map();
    let last = null;
    for (const p of posts.slice(-most)) {
      const at = new Date(p.at);
      if (!last || day(at) !== day(new Date(last.at))) nodes.push(this.divider('day-' + day(at), longDay(at), 'day'));
      if (p.n === this.newFrom) nodes.push(this.divider('new', 'New', 'new'));
      const follows = last && last.by === p.by && !last.only === !p.only && day(at) === day(new Date(last.at))
        && at - new Date(last.at) < 300_000 && p.n !== this.newFrom && p.by !== 'folkmoot' && !last.gone;
      const li = row(p, { old: this.rows.get(p.id), follows: !!follows, inThread: this.inThread });
      rows.set(p.id, li);
      nodes.push(li);
      last = p;
    }
    this.rows = rows;
    this.place(nodes, moved);
    if (this.pinned) this.toEnd();
  }

  // place brings the list's children into order with as few moves as it takes, so that nothing loses its focus.
  place(nodes, moved) {
    const keep = new Set(nodes);
    for (const child of [...this.list.children]) if (!keep.has(child)) child.remove();
    nodes.forEach((node, i) => {
      if (this.list.children[i] === node) return;
      if (!moved && node.post) node.classList.add('arrives');
      this.list.insertBefore(node, this.list.children[i] ?? null);
    });
  }

  divider(id, text, kind) {
    this.dividers ??= new Map();
    const have = this.dividers.get(id + text);
    if (have) return have;
    const li = h('li', { class: 'divider ' + kind }, h('span', {}, text));
    this.dividers.set(id + text, li);
    return li;
  }
}

function firstUnread(posts, unread) {
  const others = posts.filter((p) => p.by !== state.as && !p.only && !p.gone);
  return others.at(-unread)?.n ?? 0;
}

function empty(channel) {
  if (channel?.direct || !channel) return h('li', { class: 'empty' }, h('p', {}, 'Folkmoot writes here when something waits for ', nameOf(state.as), ' alone.'));
  return h('li', { class: 'empty' }, h('p', { class: 'empty-title' }, `This is the beginning of #${channel.name}.`),
    h('p', {}, 'Say something, or type ', h('code', {}, '/propose'), ' and what you would like the circle to try.'));
}

// markRead tells the server how far one has read, while one is looking.
let told = '';
function markRead(channel, posts) {
  const last = Math.max(0, ...[...state.posts.values()].filter((p) => p.channel === channel?.id).map((p) => p.n));
  const sig = `${state.as}/${channel?.id}/${last}`;
  if (!channel?.in || !channel.unread || !posts.length || document.hidden || sig === told) return;
  told = sig;
  send('/api/read', { as: state.as, channel: channel.id, up_to: last }).catch(() => {});
}

function announce(all) {
  const words = all.flatMap((w) => w.fresh ?? []).filter((p) => p.channel === state.where.channel && p.by !== state.as && p.plain)
    .map((p) => `${nameOf(p.by)}: ${p.plain}`);
  if (words.length) $('live').textContent = words.slice(-3).join('. ');
}

// lead brings a message into view that a link leads to.
function lead(all, channel, side) {
  const to = all.map((w) => w.jumpTo).filter(Boolean).at(-1);
  const li = to && (side.rows.get(to) ?? channel.rows.get(to));
  if (!li) return;
  li.scrollIntoView({ block: 'center' });
  li.classList.remove('found');
  requestAnimationFrame(() => li.classList.add('found'));
}

export function startMessages() {
  const channel = new List($('messages'), $('scroll'), false);
  const side = new List($('thread-messages'), $('thread-scroll'), true);
  $('thread-close').append(icon('close'));
  $('thread-close').addEventListener('click', () => goTo(state.where.channel));
  $('jump').addEventListener('click', () => { channel.toEnd(); $('jump').hidden = true; });
  $('thread').addEventListener('keydown', (e) => { if (e.key === 'Escape' && !e.defaultPrevented) goTo(state.where.channel); });
  document.addEventListener('visibilitychange', () => { told = ''; if (!document.hidden) markRead(here(), [1]); });
  watch((all) => {
    const c = here();
    const posts = postsIn(state.where.channel);
    const pinned = channel.pinned, before = channel.of;
    channel.draw(state.as + '/' + state.where.channel, posts, c?.unread ?? 0);
    if (posts.length === 0) $('messages').replaceChildren(empty(c));
    const fresh = all.flatMap((w) => w.fresh ?? []).filter((p) => p.channel === state.where.channel && !p.thread);
    if (fresh.some((p) => p.by === state.as || p.only)) { channel.pinned = true; channel.toEnd(); }
    else if (fresh.length && !pinned && before === channel.of) $('jump').hidden = false;
    const root = state.where.thread;
    $('thread').hidden = !root;
    document.body.classList.toggle('thread-open', !!root);
    if (root) side.draw(state.as + '/' + root, postsIn(state.where.channel, root), 0);
    if (all.some((w) => w.news?.clock_moved)) { localise($('messages')); localise($('thread-messages')); }
    markRead(c, posts);
    announce(all);
    lead(all, channel, side);
  });
}
