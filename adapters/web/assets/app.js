// The playground's page. Each part draws itself from the store whenever the store has news.
import { $, icon, toast } from './dom.js';
import { become, changed } from './store.js';
import { startPeople } from './people.js';
import { startClock } from './clock.js';
import { startNav } from './nav.js';
import { startMessages } from './messages.js';
import { startPicker } from './picker.js';
import { startComposers } from './composer.js';
import { startPlaces, openNewChannel } from './places.js';
import { startTour } from './tour.js';

// The colours follow the system until one says otherwise; each press goes to the next of the three.
function startTheme() {
  const names = { '': 'as the system has them', light: 'light', dark: 'dark' };
  const icons = { '': 'auto', light: 'sun', dark: 'moon' };
  const chosen = () => localStorage.getItem('folkmoot.theme') ?? '';
  const show = () => {
    const t = chosen();
    if (t) document.documentElement.dataset.theme = t;
    else delete document.documentElement.dataset.theme;
    $('theme').replaceChildren(icon(icons[t]));
    $('theme').setAttribute('aria-label', `Colours: ${names[t]}`);
    $('theme').title = `Colours: ${names[t]}`;
  };
  const next = () => {
    const order = ['', 'light', 'dark'];
    localStorage.setItem('folkmoot.theme', order[(order.indexOf(chosen()) + 1) % 3]);
    show();
  };
  $('theme').addEventListener('click', next);
  document.addEventListener('click', (e) => { if (e.target.closest('[data-theme-toggle]')) next(); });
  show();
}

// Menus of cards close when one looks elsewhere.
document.addEventListener('click', (e) => {
  for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(e.target)) menu.open = false;
});
document.addEventListener('keydown', (e) => {
  const menu = e.key === 'Escape' && document.activeElement?.closest('details.menu[open]');
  if (!menu) return;
  e.preventDefault();
  menu.open = false;
  menu.querySelector('summary').focus();
});

startTheme();
startPeople();
startClock();
startNav(openNewChannel);
startComposers();
startMessages();
startPicker();
startPlaces();
startTour();

try {
  await become(localStorage.getItem('folkmoot.as') || 'ana').catch(() => become('ana'));
  changed();
} catch {
  toast('The playground does not answer. Is folkmoot still running?', { bad: true, lasts: 60_000 });
}
