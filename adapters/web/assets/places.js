// Who is in a channel, and what else can happen to channels and people: joining, leaving, archiving, new ones, shut accounts.
import { h, $, icon, toast } from './dom.js';
import { state, watch, send, here } from './store.js';
import { avatar, nameOf } from './people.js';
import { goTo } from './nav.js';

const quietly = (promise) => promise.catch(() => {});
const member = (channel, user, into) => quietly(send('/api/member', { channel, user, in: into }));

function line(c, user) {
  const p = state.people.get(user);
  const into = c.members.includes(user);
  const note = user === 'folkmoot' ? 'bot' : p?.gone ? 'deactivated' : p?.guest ? 'guest' : '';
  return h('li', {}, avatar(user, 'small'), h('span', { class: 'place-name' }, nameOf(user), user === state.as ? ' (you)' : ''), note ? h('span', { class: 'tag' }, note) : null,
    h('span', { class: 'spring' }),
    p ? h('button', { type: 'button', class: 'link-button', click: () => quietly(send('/api/person', { user, gone: !p.gone })) }, p.gone ? 'Activate' : 'Deactivate') : null,
    h('button', { type: 'button', class: 'link-button', 'aria-label': `${into ? 'Take' : 'Bring'} ${nameOf(user)} ${into ? 'out of' : 'into'} #${c.name}`, click: () => member(c.id, user, !into) }, into ? 'Take out' : 'Bring in'));
}

function drawPlace(dialog, c) {
  const scrolled = dialog.scrollTop;
  const everybody = ['folkmoot', ...state.people.keys()];
  dialog.replaceChildren(
    h('div', { class: 'dialog-head' }, h('h2', { id: 'place-title' }, '#' + c.name), h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', click: () => dialog.close() }, icon('close'))),
    h('p', { class: 'form-intro' }, `${c.private ? 'A private channel' : 'A channel everybody can look into'}. Here you can do what an administrator can.`),
    h('h3', {}, 'In it'), h('ul', { class: 'place-people' }, ...everybody.filter((u) => c.members.includes(u)).map((u) => line(c, u))),
    h('h3', {}, 'Not in it'), h('ul', { class: 'place-people' }, ...everybody.filter((u) => !c.members.includes(u)).map((u) => line(c, u))),
    h('div', { class: 'dialog-foot' },
      h('button', { type: 'button', class: 'act', click: () => quietly(send('/api/channel', { channel: c.id, archived: !c.archived })) }, icon('archive'), c.archived ? 'Open it again' : 'Archive the channel')));
  dialog.scrollTop = scrolled;
}

function openPlace() {
  const c = here();
  if (!c || c.direct) return;
  drawPlace($('place-dialog'), c);
  $('place-dialog').showModal();
}

function simple(title, label, fields, run) {
  const dialog = $('new-dialog');
  const error = h('p', { class: 'form-error', role: 'alert' });
  dialog.replaceChildren(h('form', { method: 'dialog', submit: async (e) => {
    e.preventDefault();
    const values = Object.fromEntries(new FormData(e.target));
    try {
      await run(values);
      dialog.close();
    } catch (why) { error.textContent = why.message; }
  } },
  h('div', { class: 'dialog-head' }, h('h2', { id: 'new-title' }, title), h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', click: () => dialog.close() }, icon('close'))),
  error, ...fields,
  h('div', { class: 'dialog-foot' }, h('button', { type: 'button', class: 'act', click: () => dialog.close() }, 'Cancel'), h('button', { type: 'submit', class: 'act primary' }, label))));
  dialog.showModal();
  dialog.querySelector('input')?.focus();
}

const zones = ['Europe/Madrid', 'Europe/London', 'Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Africa/Nairobi', 'Asia/Kolkata', 'Asia/Tokyo', 'Australia/Sydney', 'Pacific/Auckland'];

export function openNewPerson() {
  const c = here();
  simple('Somebody new', 'Bring them', [
    h('div', { class: 'form-field' }, h('label', { for: 'new-name' }, 'Name'), h('input', { id: 'new-name', name: 'name', required: true, maxlength: '80', autocomplete: 'off' })),
    h('div', { class: 'form-field' }, h('label', { for: 'new-zone' }, 'Time zone'), h('input', { id: 'new-zone', name: 'zone', required: true, list: 'zones', value: 'Europe/Madrid', autocomplete: 'off' }), h('datalist', { id: 'zones' }, ...zones.map((z) => h('option', { value: z })))),
    c && !c.direct ? h('label', { class: 'tick' }, h('input', { type: 'checkbox', name: 'into', checked: true }), ` Bring them into #${c.name}`) : null,
  ].filter(Boolean), async ({ name, zone, into }) => {
    await send('/api/person', { name, zone, channel: into ? c.id : '' });
    toast(`${name} is here.`);
  });
}

export function openNewChannel() {
  simple('A new channel', 'Make it', [
    h('div', { class: 'form-field' }, h('label', { for: 'new-channel' }, 'Name'), h('input', { id: 'new-channel', name: 'name', required: true, maxlength: '40', autocomplete: 'off' })),
    h('label', { class: 'tick' }, h('input', { type: 'checkbox', name: 'private' }), ' Private: people have to be let in'),
  ], async ({ name, private: closed }) => {
    const { channel } = await send('/api/channel', { as: state.as, name, private: !!closed });
    goTo(channel);
  });
}

function drawHead() {
  const c = here();
  const name = c?.direct || !c ? 'Folkmoot' : c.name;
  $('channel-name').replaceChildren(c?.direct || !c ? avatar('folkmoot', 'tiny') : icon(c.private ? 'lock' : 'hash'), name, c && !c.direct ? icon('chevron') : '');
  $('channel-open').disabled = !c || c.direct;
  $('channel-topic').textContent = c?.direct || !c ? `What Folkmoot tells ${nameOf(state.as)} alone` : c.absent ? 'Folkmoot is not in this channel' : c.topic ?? '';
  $('channel-people').hidden = !c || c.direct;
  $('channel-people').replaceChildren(icon('people'), String(c?.members.length ?? 0), h('span', { class: 'sr' }, ' people. Who is here?'));
  document.title = `${c?.direct || !c ? '' : '#'}${name} · Folkmoot playground`;
}

export function startPlaces() {
  $('channel-open').addEventListener('click', openPlace);
  $('channel-people').addEventListener('click', openPlace);
  $('add-person').addEventListener('click', openNewPerson);
  for (const dialog of document.querySelectorAll('dialog')) {
    dialog.addEventListener('click', (e) => { if (e.target === dialog && dialog.id !== 'form-dialog') dialog.close(); });
  }
  watch(() => {
    drawHead();
    const c = here();
    if ($('place-dialog').open && c) drawPlace($('place-dialog'), c);
  });
}
