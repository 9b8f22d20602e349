// The little window in which one chooses a reaction: what the bot understands first, in words too.
import { h, $ } from './dom.js';
import { state, send } from './store.js';
import { beside } from './post.js';

const meaning = {
  white_check_mark: 'Consent', white_circle: 'Abstain', thinking_face: 'Concern', hourglass_flowing_sand: 'Need time', hand: 'Object', pushpin: 'Commit',
};
const tones = ['', '::skin-tone-2', '::skin-tone-3', '::skin-tone-4', '::skin-tone-5', '::skin-tone-6'];
let tone = localStorage.getItem('folkmoot.tone') ?? '';
let post = '';

function glyph(e) {
  if (!e.tones || !tone) return e.char;
  return e.char.replace('\uFE0F', '') + String.fromCodePoint(0x1F3FB + Number(tone.at(-1)) - 2);
}

function button(e) {
  const words = meaning[e.name];
  return h('button', {
    type: 'button', class: words ? 'emoji stance' : 'emoji', 'data-emoji': e.name, title: words ?? e.name.replaceAll('_', ' '),
    'aria-label': words ? `${words} (${e.name.replaceAll('_', ' ')})` : e.name.replaceAll('_', ' '), click: () => choose(e),
  }, h('span', { class: 'glyph' }, glyph(e)), words ? h('span', { class: 'stance-word' }, words) : null);
}

async function choose(e) {
  $('picker').hidePopover();
  await send('/api/react', { as: state.as, post, emoji: e.name + (e.tones ? tone : ''), on: true }).catch(() => {});
}

function toneButton(t) {
  const hand = '✋' + (t ? String.fromCodePoint(0x1F3FB + Number(t.at(-1)) - 2) : '');
  return h('button', { type: 'button', class: 'emoji tone', 'aria-pressed': String(t === tone), 'aria-label': t ? `Skin tone ${t.at(-1)}` : 'No skin tone', click: () => {
    tone = t;
    localStorage.setItem('folkmoot.tone', t);
    draw();
    $('picker').querySelector('.tone[aria-pressed="true"]').focus();
  } }, hand);
}

function draw() {
  $('picker').replaceChildren(
    h('div', { class: 'emoji-stances' }, ...state.emoji.filter((e) => e.stance).map(button)),
    h('div', { class: 'emoji-rest' }, ...state.emoji.filter((e) => !e.stance).map(button)),
    h('div', { class: 'emoji-tones', role: 'group', 'aria-label': 'Skin tone' }, ...tones.map(toneButton)));
}

export function openPicker(anchor, id) {
  post = id;
  draw();
  beside($('picker'), anchor);
  $('picker').querySelector('button').focus();
}

// The arrow keys walk over the grid, by where things are and not by their order.
export function startPicker() {
  $('picker').addEventListener('keydown', (e) => {
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[e.key];
    const from = document.activeElement?.getBoundingClientRect();
    if (!way || !from) return;
    e.preventDefault();
    let best = null, least = Infinity;
    for (const b of $('picker').querySelectorAll('button')) {
      const r = b.getBoundingClientRect();
      const dx = (r.left + r.width / 2) - (from.left + from.width / 2), dy = (r.top + r.height / 2) - (from.top + from.height / 2);
      const along = dx * way[0] + dy * way[1], across = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
      if (along < 4) continue;
      const cost = along + across * 3;
      if (cost < least) { least = cost; best = b; }
    }
    best?.focus();
  });
}
