// The first steps. The server watches what happens and says what has been done; the card ticks it off and offers the next.
import { h, $, icon } from './dom.js';
import { state, watch, send } from './store.js';
import { be, nameOf } from './people.js';
import { goTo } from './nav.js';
import { write } from './composer.js';
import { moveTo } from './clock.js';

const example = '/propose Meet on Tuesdays --because mondays clash with the kitchen';
let unfolded = false;

const as = (user) => ({ label: `Be ${nameOf(user)}`, done: () => state.as === user, run: async () => { await be(user); goTo('garden'); } });

// other answers somebody of the garden who is not among those named.
const other = (...not) => ['ben', 'cy', 'ana', 'dee', 'eli'].find((u) => !not.includes(u));

function steps() {
  const t = state.tour, by = t.by || 'ana';
  const second = other(by), third = t.objector || other(by, second), fourth = other(by, second, third);
  return [
    { done: t.raised, title: 'Raise your first proposal', text: 'Anybody in the circle can. One line is enough: what to try, and why.',
      acts: [{ label: 'Write it for me', run: async () => { await be('ana'); write('garden', example); } }] },
    { done: t.consented, title: `Consent as ${nameOf(second)}`, text: 'Consent means: good enough for now, safe enough to try. Press the button or react with ✅.', acts: [as(second)] },
    { done: t.objected, title: `Object as ${nameOf(third)}`, text: 'An objection names a harm or a missed chance. It stops the decision until it is met.', acts: [as(third)] },
    { done: t.settled, title: 'Settle it', text: `Talk it over. Then ${nameOf(third)} says that it is met, or ${nameOf(by)} amends the proposal.`,
      acts: [{ label: `${nameOf(third)}: it is met`, run: async () => { await be(third); write('garden', `/moot ${t.ref}.1 met`); } },
        { label: `${nameOf(by)}: amend it`, quiet: true, run: async () => { await be(by); write('garden', `/moot ${t.ref} amend`); } }] },
    { done: t.moved || t.decided, title: 'Move the clock', text: 'Silence is not consent: let one or two more answer, then go to the next thing due.',
      acts: [as(fourth), { label: 'Next thing due ▸', run: () => moveTo('next') }] },
    { done: t.decided, title: 'Read the outcome', text: t.decided ? `${t.ref}: ${t.outcome}. It is on the card, and in the record.` : 'It falls once, and says who consented and what was raised.',
      acts: [{ label: 'Next thing due ▸', run: () => moveTo('next') }] },
  ];
}

function button(a) {
  return h('button', { type: 'button', class: 'act' + (a.quiet || a.done?.() ? '' : ' primary'), disabled: !!a.done?.(), click: () => { unfolded = false; $('tour').classList.remove('unfolded'); Promise.resolve(a.run()).catch(() => {}); } }, a.label);
}

function draw() {
  const all = steps(), next = all.findIndex((s) => !s.done);
  const done = all.filter((s) => s.done).length;
  const box = $('tour');
  box.hidden = !!state.tour.dismissed;
  document.body.classList.toggle('tour-open', !state.tour.dismissed);
  if (state.tour.dismissed) return;
  const shut = () => send('/api/tour', { dismissed: true, again: false }).catch(() => {});
  const head = next < 0 ? 'That is the whole way' : 'First steps';
  box.classList.toggle('unfolded', unfolded);
  box.replaceChildren(
    h('div', { class: 'tour-head' },
      h('h2', {}, head),
      h('span', { class: 'tour-count' }, `${done} of ${all.length}`),
      h('button', { type: 'button', class: 'tour-fold', 'aria-expanded': String(unfolded), click: () => { unfolded = !unfolded; draw(); $('tour').querySelector('.tour-fold').focus(); } },
        h('span', {}, next < 0 ? 'Done' : all[next].title), icon('chevron')),
      h('button', { type: 'button', class: 'icon-button small', 'aria-label': 'Put the first steps away', click: shut }, icon('close'))),
    h('ol', { class: 'tour-steps' }, ...all.map((s, i) => h('li', { class: `tour-step${s.done ? ' done' : ''}${i === next ? ' next' : ''}`, 'aria-current': i === next ? 'step' : null },
      h('span', { class: 'tick-box' }, s.done ? icon('check') : String(i + 1), s.done ? h('span', { class: 'sr' }, 'Done: ') : null),
      h('div', {}, h('h3', {}, s.title), i === next || (s.done && i === all.length - 1) ? h('p', {}, s.text) : null,
        i === next ? h('div', { class: 'tour-acts' }, ...s.acts.map(button)) : null)))),
    next < 0 ? h('p', { class: 'tour-end' }, 'Raised, questioned, decided, remembered. ',
      h('button', { type: 'button', class: 'link-button', click: () => send('/api/tour', { dismissed: false, again: true }).catch(() => {}) }, 'Start again')) : '');
}

export function startTour() {
  document.addEventListener('click', (e) => {
    if (e.target.closest('[data-tour-again]')) send('/api/tour', { dismissed: false, again: !!state.tour.decided }).catch(() => {});
  });
  let drawn = '';
  watch(() => {
    const sig = JSON.stringify([state.tour, state.as, [...state.people.values()].map((p) => p.name)]);
    if (sig !== drawn) draw();
    drawn = sig;
  });
}
