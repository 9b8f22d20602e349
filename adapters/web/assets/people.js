// The row of people one can be.
import { h, $, icon, toast, listed } from './dom.js';
import { state, watch, become, me } from './store.js';

// avatar draws somebody's face: a letter in their colour, or the mark of the bot.
export function avatar(user, size = '') {
  if (user === 'folkmoot') {
    const mark = document.querySelector('.brand .mark').cloneNode(true);
    return h('span', { class: 'avatar bot ' + size, 'aria-hidden': 'true' }, mark);
  }
  const p = state.people.get(user);
  return h('span', { class: `avatar c${p?.colour ?? 9} ${p?.gone ? 'gone ' : ''}${size}`, 'aria-hidden': 'true' }, [...(p?.name ?? '?')][0].toUpperCase());
}

export const nameOf = (user) => (user === 'folkmoot' ? 'Folkmoot' : state.people.get(user)?.name ?? user);

export async function be(user) {
  if (user === state.as) return;
  await become(user);
}

const messages = (n) => (n === 1 ? '1 new message' : `${n} new messages`);

function face(p) {
  const here = p.id === state.as;
  const label = `${p.name}${p.guest ? ', a guest' : ''}${p.gone ? ', deactivated' : ''}${p.waiting ? `, ${messages(p.waiting)} from Folkmoot` : ''}`;
  return h('button', {
    type: 'button', class: 'face' + (here ? ' here' : ''), 'data-user': p.id, 'aria-pressed': String(here), 'aria-label': label,
    title: label, click: () => be(p.id),
  }, avatar(p.id), here ? h('span', { class: 'face-name' }, p.name) : null, p.waiting ? h('span', { class: 'count', 'aria-hidden': 'true' }, String(p.waiting)) : null);
}

function draw() {
  const focused = document.activeElement?.closest?.('.face')?.dataset.user;
  $('you-label').replaceChildren('You are ', h('b', {}, me()?.name ?? ''));
  $('faces').replaceChildren(...[...state.people.values()].map(face));
  const here = $('faces').querySelector('.here');
  if (here) $('faces').scrollLeft = here.offsetLeft - $('faces').offsetLeft - 90;
  if (focused) $('faces').querySelector(`[data-user="${CSS.escape(focused)}"]`)?.focus();
}

// Somebody else has mail: say whose, and offer to be them.
function tell(waiting) {
  const others = waiting.filter((p) => p.id !== state.as);
  if (others.length === 0) return;
  const one = others.length === 1 ? others[0] : null;
  const text = one ? `${one.name} has ${messages(one.waiting)} from Folkmoot.`
    : `${listed(others.map((p) => p.name))} have new messages from Folkmoot.`;
  toast(text, { about: one?.id, action: one && { label: `Be ${one.name}`, run: async () => { await be(one.id); location.hash = `#dm-${one.id}`; } } });
}

// The arrow keys walk along the row.
function walk(e) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
  const faces = [...$('faces').children];
  const i = faces.indexOf(document.activeElement);
  if (!step || i < 0) return;
  e.preventDefault();
  faces[(i + step + faces.length) % faces.length].focus();
}

export function startPeople() {
  $('add-person').append(icon('plus'));
  $('faces').addEventListener('keydown', walk);
  let drawn = '';
  watch((all) => {
    const sig = state.as + JSON.stringify([...state.people.values()]);
    if (sig !== drawn) draw();
    document.querySelector(`.toast[data-about="${CSS.escape(state.as)}"]`)?.remove();
    drawn = sig;
    tell(all.flatMap((w) => w.waiting ?? []));
  });
}
