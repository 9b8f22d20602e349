// Moments, told in the zone of the person one is.
import { me, now } from './store.js';

const formats = new Map();

function format(name, options) {
  const zone = me()?.zone || 'UTC';
  const id = name + zone;
  if (!formats.has(id)) formats.set(id, new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options }));
  return formats.get(id);
}

export const clock = (d) => format('clock', { hour: '2-digit', minute: '2-digit' }).format(d);
export const day = (d) => format('day', { weekday: 'short', day: 'numeric', month: 'short' }).format(d).replace(',', '');
export const longDay = (d) => format('longDay', { weekday: 'long', day: 'numeric', month: 'long' }).format(d).replace(',', '');
export const year = (d) => format('year', { year: 'numeric' }).format(d);

export const full = (d) => format('full', {
  weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
}).format(d).replace(',', '') + ' ' + zoneName();

export function zoneName() { return me()?.zone ?? 'UTC'; }

// short tells a moment as briefly as it can be understood from here.
export function short(d) {
  const today = now();
  // Seconds matter when they are few; the title has them always.
  const near = d > today && d - today < 1_800_000 && d.getUTCSeconds();
  const at = clock(d) + (near ? ':' + String(d.getUTCSeconds()).padStart(2, '0') : '');
  if (year(d) !== year(today)) return `${day(d)} ${year(d)}, ${at}`;
  if (day(d) === day(today)) return `today ${at}`;
  return `${day(d)}, ${at}`;
}

// localise tells every moment in an element in the zone of the reader.
export function localise(el) {
  for (const t of el.querySelectorAll('time[datetime]')) {
    const d = new Date(t.getAttribute('datetime'));
    if (Number.isNaN(d.getTime())) continue;
    t.textContent = short(d);
    t.title = full(d);
  }
}
