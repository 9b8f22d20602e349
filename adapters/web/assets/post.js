// One message: who, when, what, the reactions under it and the thread that hangs on it.
import { h, icon, fromHTML, toast } from './dom.js';
import { state, send, key } from './store.js';
import { avatar, nameOf, be } from './people.js';
import { clock, full, localise } from './when.js';
import { openPicker } from './picker.js';
import { openForm } from './forms.js';
import { goTo } from './nav.js';

// tint gives the names in a card their colours, and marks one's own.
function tint(el) {
  for (const who of el.querySelectorAll('.who[data-user]')) {
    const p = state.people.get(who.dataset.user);
    if (p) who.classList.add('c' + p.colour);
    if (who.dataset.user === state.as) who.classList.add('me');
  }
}

// fill draws the body anew.
function fill(body, html) {
  body.replaceChildren(fromHTML(html));
  localise(body);
  tint(body);
  const badge = body.querySelector('.badge');
  if (badge) badge.dataset.status = badge.textContent.toLowerCase();
}

const mine = (r) => r.users.includes(state.as);

export async function react(post, emoji, on) {
  await send('/api/react', { as: state.as, post, emoji, on }).catch(() => {});
}

function reactions(p) {
  const chips = (p.reactions ?? []).map((r) => h('button', {
    type: 'button', class: 'chip', 'aria-pressed': String(mine(r)), 'data-emoji': r.emoji,
    'aria-label': `${r.emoji.replaceAll('_', ' ')}, ${r.users.length}: ${r.users.map(nameOf).join(', ')}`,
    title: r.users.map(nameOf).join(', '), click: () => react(p.id, r.emoji, !mine(r)),
  }, h('span', { class: 'chip-emoji' }, r.char), h('span', { class: 'chip-count' }, String(r.users.length))));
  if (chips.length) {
    chips.push(h('button', { type: 'button', class: 'chip add', 'aria-label': 'Add a reaction', click: (e) => openPicker(e.currentTarget, p.id) }, icon('react')));
  }
  return chips.length ? h('div', { class: 'chips' }, ...chips) : null;
}

function thread(p, inThread) {
  if (!p.replies || inThread) return null;
  return h('button', { type: 'button', class: 'replies', click: () => goTo(p.channel, p.id) },
    ...(p.repliers ?? []).slice(0, 4).map((u) => avatar(u, 'tiny')), p.replies === 1 ? '1 reply' : `${p.replies} replies`);
}

function tools(p, inThread) {
  if (p.only) {
    return h('div', { class: 'tools' }, h('button', { type: 'button', class: 'tool', 'aria-label': 'Put away', title: 'Put away', click: () => remove(p) }, icon('close')));
  }
  const items = [h('button', { type: 'button', class: 'tool', 'aria-label': 'Add a reaction', title: 'React', 'data-tool': 'react', click: (e) => openPicker(e.currentTarget, p.id) }, icon('react'))];
  if (!inThread) items.push(h('button', { type: 'button', class: 'tool', 'aria-label': 'Reply in a thread', title: 'Reply in a thread', 'data-tool': 'reply', click: () => { goTo(p.channel, p.id); requestAnimationFrame(() => document.getElementById('thread-composer-box').focus()); } }, icon('reply')));
  items.push(h('button', { type: 'button', class: 'tool', 'aria-label': 'More', title: 'More', 'data-tool': 'more', click: (e) => openMore(e.currentTarget, p) }, icon('more')));
  return h('div', { class: 'tools', role: 'group', 'aria-label': 'Do something with this message' }, ...items);
}

async function remove(p) {
  await send('/api/delete', { as: state.as, post: p.id, key: '' }).catch(() => {});
}

function openMore(button, p) {
  const more = document.getElementById('more');
  const item = (name, text, run) => h('button', { type: 'button', class: 'item', click: () => { more.hidePopover(); run(); } }, icon(name), text);
  more.replaceChildren(...[
    p.by !== 'folkmoot' ? item('idea', 'Propose this …', () => shortcut(p, 'propose_this')) : null,
    p.by !== 'folkmoot' ? item('idea', 'Make this a commitment …', () => shortcut(p, 'commit_this')) : null,
    item('trash', p.by === state.as ? 'Delete' : 'Delete, as a careless admin', () => remove(p)),
  ].filter(Boolean));
  beside(more, button);
  more.querySelector('button').focus();
}

// beside shows a popover next to what opened it, inside the window.
export function beside(pop, anchor) {
  pop.showPopover();
  const a = anchor.getBoundingClientRect(), b = pop.getBoundingClientRect();
  const top = a.bottom + 6 + b.height < innerHeight ? a.bottom + 6 : Math.max(8, a.top - b.height - 6);
  pop.style.top = Math.max(8, Math.min(top, innerHeight - b.height - 8)) + 'px';
  pop.style.left = Math.max(8, Math.min(innerWidth - b.width - 8, a.right - b.width)) + 'px';
}

async function shortcut(p, name) {
  const out = await send('/api/shortcut', { as: state.as, post: p.id, name, key: key() }).catch(() => null);
  if (out?.form) openForm(out.form);
}

// press presses a button of a card.
async function press(p, button) {
  if (button.getAttribute('aria-busy')) return;
  button.setAttribute('aria-busy', 'true');
  button.closest('details')?.removeAttribute('open');
  try {
    const out = await send('/api/press', { as: state.as, post: p.id, act: button.dataset.act, choice: button.dataset.choice ?? '', key: key() });
    if (out.form) openForm(out.form, button);
  } catch { /* said by send */ } finally { button.removeAttribute('aria-busy'); }
}

// row makes the element of a message, or brings the one it had up to date.
export function row(p, { old, follows, inThread }) {
  const sig = JSON.stringify([p, follows, inThread, state.as, state.people.get(p.by)]);
  if (old?.sig === sig) return old;
  const had = old?.contains(document.activeElement) ? { ...document.activeElement.dataset } : null;
  const li = old ?? h('li', { class: 'post', 'data-post': p.id });
  li.className = `post${follows ? ' follows' : ''}${p.only ? ' only' : ''}${p.by === 'folkmoot' ? ' by-bot' : ''}${p.gone ? ' tombstone' : ''}`;
  li.body ??= h('div', { class: 'body', click: (e) => { const b = e.target.closest('[data-act]'); if (b) press(li.post, b); } });
  if (!old || old.post.html !== p.html || old.as !== state.as) fill(li.body, p.gone ? '<p class="small">This message was deleted.</p>' : p.html);
  const at = new Date(p.at);
  const when = h('time', { class: 'at', title: full(at) }, clock(at));
  const face = follows ? h('span', { class: 'gutter' }, when) : h('span', { class: 'gutter' }, avatar(p.by));
  const head = follows ? null : h('div', { class: 'head' }, name(p), p.by === 'folkmoot' ? h('span', { class: 'tag' }, 'bot') : null, when);
  const only = p.only ? h('div', { class: 'only-note' }, icon('eye'), 'Only you can see this', p.answers ? h('code', {}, p.answers) : null) : null;
  li.replaceChildren(...[face, h('div', { class: 'content' }, ...[head, only, li.body, p.gone ? null : reactions(p), thread(p, inThread)].filter(Boolean)),
    p.gone ? null : tools(p, inThread)].filter(Boolean));
  if (had) refocus(li, had);
  Object.assign(li, { sig, post: p, as: state.as });
  return li;
}

// refocus gives the focus back to what had it before the message was drawn anew, or to what now stands for it.
function refocus(li, { tool, emoji, verb, choice }) {
  if (verb) [...li.querySelectorAll('[data-verb]')].find((b) => b.dataset.verb === verb && b.dataset.choice === choice)?.focus();
  if (tool) li.querySelector(`[data-tool="${tool}"]`)?.focus();
  if (emoji) (li.querySelector(`[data-emoji="${CSS.escape(emoji)}"]`) ?? li.querySelector('[data-tool]'))?.focus();
}

function name(p) {
  if (p.by === 'folkmoot' || p.by === state.as) return h('span', { class: 'name' }, nameOf(p.by));
  return h('button', { type: 'button', class: 'name', title: `Be ${nameOf(p.by)}`, click: () => be(p.by).catch(() => toast('That did not work.')) }, nameOf(p.by));
}
