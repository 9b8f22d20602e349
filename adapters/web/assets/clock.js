// The clock of the playground, and the buttons that move it.
import { h, $, toast } from './dom.js';
import { state, watch, send, now } from './store.js';
import { day, clock, full, year, short, zoneName } from './when.js';

const still = matchMedia('(prefers-reduced-motion: reduce)');
let shown = 0;
let rolling = 0;

function show(ms) {
  shown = ms;
  const d = new Date(ms);
  const face = $('clock-face');
  face.dateTime = d.toISOString();
  face.title = full(d);
  face.querySelector('.clock-day').textContent = day(d) + (year(d) === year(new Date()) ? '' : ' ' + year(d));
  face.querySelector('.clock-time').replaceChildren(clock(d), h('span', { class: 'clock-zone' }, zoneName().split('/').at(-1).replaceAll('_', ' ')));
}

// roll lets the hands run to where the clock now stands, so that one sees it being moved.
function roll() {
  cancelAnimationFrame(rolling);
  const from = shown, began = performance.now();
  const step = () => {
    const part = Math.min(1, (performance.now() - began) / 700);
    const eased = 1 - (1 - part) ** 3;
    show(from + (now().getTime() - from) * eased);
    if (part < 1) rolling = requestAnimationFrame(step);
    else { rolling = 0; $('clock-face').classList.remove('rolling'); }
  };
  $('clock-face').classList.add('rolling');
  step();
}

async function move(button) {
  const buttons = [...document.querySelectorAll('[data-by]')];
  buttons.forEach((b) => { b.disabled = true; });
  button.classList.add('busy');
  try {
    const { moved, now: at } = await send('/api/clock', { by: button.dataset.by });
    if (!moved) toast('Nothing is waiting for its time to come.');
    else $('live').textContent = 'It is now ' + short(new Date(at));
  } catch { /* said by send */ } finally {
    buttons.forEach((b) => { b.disabled = false; });
    button.classList.remove('busy');
    button.focus();
  }
}

// moveTo presses the clock's own button for another part of the page.
export const moveTo = (by) => document.querySelector(`.clock [data-by="${by}"]`).click();

export function startClock() {
  document.querySelector('.clock').addEventListener('click', (e) => {
    const button = e.target.closest('[data-by]');
    if (button) move(button);
  });
  watch(() => {
    if (!state.ready) return;
    const jump = now().getTime() - shown;
    if (shown && Math.abs(jump) > 90_000 && !still.matches) roll();
    else if (!rolling) show(now().getTime());
  });
  setInterval(() => { if (state.ready && !rolling) show(now().getTime()); }, 1000);
}
