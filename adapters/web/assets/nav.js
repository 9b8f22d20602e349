// The list of channels, and where one is. The address after # says it: #garden, #garden/m12 for a message, so that "back" works.
import { h, $, icon } from './dom.js';
import { state, watch, changed, me } from './store.js';
import { avatar } from './people.js';

const wide = matchMedia('(min-width: 900px)');

export const dm = () => 'dm-' + state.as;

// goTo shows a channel, and in it perhaps a thread.
export function goTo(channel, thread = '') {
  state.where = { channel, thread };
  const hash = '#' + channel + (thread ? '/' + thread : '');
  if (location.hash !== hash) history.pushState(null, '', hash);
  changed();
}

function fromHash() {
  const [channel, post] = decodeURIComponent(location.hash.slice(1)).split('/');
  const at = state.posts.get(post ?? '');
  state.where = { channel, thread: at ? at.thread || (at.replies ? at.id : '') : '' };
  changed({ jumpTo: post });
}

// settle sees to it that one is somewhere one can be.
function settle() {
  let channel = state.where.channel;
  if (channel.startsWith('dm-')) channel = dm();
  if (!state.channels.has(channel) && channel !== dm()) {
    channel = [...state.channels.values()].find((c) => c.in && !c.direct)?.id ?? dm();
  }
  if (channel !== state.where.channel) {
    state.where = { channel, thread: '' };
    history.replaceState(null, '', '#' + channel);
  }
  const root = state.posts.get(state.where.thread);
  if (state.where.thread && (!root || root.channel !== channel)) state.where.thread = '';
}

function link(c) {
  const here = c.id === state.where.channel;
  const mark = c.direct ? avatar('folkmoot', 'tiny') : icon(c.private ? 'lock' : 'hash');
  const kind = c.direct ? 'Direct messages with ' : c.private ? 'Private channel ' : 'Channel ';
  return h('a', {
    class: `channel${here ? ' here' : ''}${c.unread ? ' unread' : ''}${c.in ? '' : ' out'}`, href: '#' + c.id, 'aria-current': here ? 'page' : null,
    click: (e) => { e.preventDefault(); goTo(c.id); toggle(false); },
  }, mark, h('span', { class: 'sr' }, kind), h('span', { class: 'channel-text' }, c.name),
  c.archived ? h('span', { class: 'tag' }, 'archived') : null,
  c.unread ? h('span', { class: 'count' }, String(c.unread), h('span', { class: 'sr' }, ' unread')) : null);
}

function group(title, channels, ...more) {
  if (channels.length === 0 && more.length === 0) return null;
  return h('section', { class: 'nav-group' }, h('h2', {}, title), ...channels.map(link), ...more);
}

function draw(openNew) {
  const all = [...state.channels.values()];
  const direct = state.channels.get(dm()) ?? { id: dm(), name: 'Folkmoot', direct: true, in: true, unread: 0 };
  $('nav').replaceChildren(...[
    group('Channels', all.filter((c) => c.in && !c.direct),
      h('button', { type: 'button', class: 'channel add', click: openNew }, icon('plus'), h('span', {}, 'New channel'))),
    group(`Not in, as ${me()?.name ?? ''}`, all.filter((c) => !c.in && !c.direct)),
    group('Direct messages', [direct]),
    h('div', { class: 'nav-foot' },
      h('button', { type: 'button', class: 'foot-button', 'data-theme-toggle': '' }, 'Colours'),
      h('button', { type: 'button', class: 'foot-button', 'data-tour-again': '' }, 'First steps')),
  ].filter(Boolean));
}

function toggle(open) {
  document.body.classList.toggle('nav-open', open);
  $('nav-toggle').setAttribute('aria-expanded', String(open));
  if (!wide.matches) $('nav').inert = !open;
}

export function startNav(openNew) {
  $('nav-toggle').append(icon('menu'));
  $('nav-toggle').addEventListener('click', () => {
    const open = !document.body.classList.contains('nav-open');
    toggle(open);
    if (open) $('nav').querySelector('a')?.focus();
  });
  $('frame').addEventListener('click', (e) => { if (e.target === $('frame')) toggle(false); });
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Escape' && document.body.classList.contains('nav-open')) { toggle(false); $('nav-toggle').focus(); }
  });
  wide.addEventListener('change', () => { toggle(false); $('nav').inert = !wide.matches; });
  $('nav').inert = !wide.matches;
  addEventListener('hashchange', fromHash);
  addEventListener('popstate', fromHash);
  fromHash();
  let drawn = '';
  watch(() => {
    if (!state.ready) return;
    settle();
    const sig = JSON.stringify([state.as, state.where.channel, ...state.channels.values()]);
    if (sig === drawn) return;
    drawn = sig;
    const focused = document.activeElement?.closest?.('.nav a')?.getAttribute('href');
    draw(openNew);
    if (focused) $('nav').querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  });
}
