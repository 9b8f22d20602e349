// The box one types in, with what a slash command may go on as.
import { h, $, icon } from './dom.js';
import { state, watch, send, get, key, here } from './store.js';
import { nameOf } from './people.js';
import { openForm } from './forms.js';
import { goTo } from './nav.js';

let count = 0;

export class Composer {
  constructor(slot, inThread) {
    this.inThread = inThread;
    this.drafts = new Map();
    this.of = '';
    const id = inThread ? 'thread-composer-box' : 'composer-box';
    this.listId = 'ways-' + ++count;
    this.box = h('textarea', {
      id, rows: '1', 'aria-autocomplete': 'list', 'aria-controls': this.listId, 'aria-expanded': 'false', autocomplete: 'off', spellcheck: 'true',
      input: () => this.typed(), keydown: (e) => this.keydown(e), blur: () => setTimeout(() => this.close(), 150),
    });
    this.label = h('label', { class: 'sr', for: id });
    this.button = h('button', { type: 'submit', class: 'send', 'aria-label': 'Send' }, icon('send'));
    this.ways = h('ul', { class: 'ways', id: this.listId, role: 'listbox', 'aria-label': 'Commands', hidden: true });
    this.form = h('form', { class: 'composer', submit: (e) => { e.preventDefault(); this.send(); } }, this.ways, this.label,
      h('div', { class: 'composer-row' }, this.box, this.button));
    this.bar = h('div', { class: 'join', hidden: true });
    slot.append(this.form, this.bar);
    this.found = [];
    this.at = -1;
  }

  // show fits the box to where one is and who one is, and keeps what was being typed there.
  show() {
    const c = here();
    const of = state.as + '/' + state.where.channel + (this.inThread ? '/' + state.where.thread : '');
    if (of !== this.of) {
      this.drafts.set(this.of, this.box.value);
      this.of = of;
      this.box.value = this.drafts.get(of) ?? '';
      this.close();
      this.grow();
    }
    const name = c?.direct || !c ? 'Folkmoot' : '#' + c.name;
    const text = this.inThread ? `Reply as ${nameOf(state.as)}` : `Message ${name} as ${nameOf(state.as)}`;
    this.label.textContent = text;
    this.box.placeholder = this.inThread ? text : text + ', or type /';
    const out = c && (!c.in || c.archived);
    this.form.hidden = !!out;
    this.bar.hidden = !out || this.inThread;
    if (out) this.away(c);
  }

  away(c) {
    const sig = JSON.stringify([c.id, c.archived, state.as]);
    if (this.bar.dataset.sig === sig) return;
    this.bar.dataset.sig = sig;
    if (c.archived) {
      this.bar.replaceChildren(`#${c.name} is archived: nobody can write here.`);
      return;
    }
    this.bar.replaceChildren(h('span', {}, `${nameOf(state.as)} is looking in, and is not in #${c.name}.`),
      h('button', { type: 'button', class: 'act primary', click: () => send('/api/member', { channel: c.id, user: state.as, in: true }).catch(() => {}) }, `Join #${c.name}`));
  }

  // fill puts a line in the box for the visitor to send.
  fill(text) {
    this.box.value = text;
    this.grow();
    this.box.focus();
    this.close();
    this.form.classList.remove('filled');
    requestAnimationFrame(() => this.form.classList.add('filled'));
  }

  grow() {
    this.box.style.height = 'auto';
    // A box that is not shown has no height to measure.
    if (this.box.scrollHeight) this.box.style.height = Math.min(this.box.scrollHeight, 180) + 'px';
    this.button.disabled = !this.box.value.trim();
  }

  typed() {
    this.grow();
    const before = this.box.value.slice(0, this.box.selectionStart);
    const at = /(^|\s)@([a-z0-9]*)$/i.exec(before);
    if (at) return this.people(at[2].toLowerCase());
    if (!this.box.value.startsWith('/') || this.box.value.includes('\n')) return this.close();
    return this.commands();
  }

  people(start) {
    const found = [...state.people.values()].filter((p) => p.handle.startsWith(start) && !p.gone);
    this.open(found.map((p) => ({ show: '@' + p.handle, help: p.name, mention: p.handle })));
  }

  async commands() {
    const line = this.box.value;
    const found = await get('/api/complete', { line }).catch(() => []);
    if (line === this.box.value && document.activeElement === this.box) this.open(found);
  }

  open(found) {
    this.found = found.slice(0, 30);
    this.at = -1;
    if (this.found.length === 0) return this.close();
    this.ways.replaceChildren(...this.found.map((way, i) => h('li', {
      role: 'option', id: `${this.listId}-${i}`, class: 'way', mousedown: (e) => { e.preventDefault(); this.take(i); },
    }, h('code', {}, way.show), h('span', {}, way.help))));
    this.ways.hidden = false;
    this.box.setAttribute('aria-expanded', 'true');
    this.point(-1);
  }

  close() {
    this.ways.hidden = true;
    this.found = [];
    this.at = -1;
    this.box.setAttribute('aria-expanded', 'false');
    this.box.removeAttribute('aria-activedescendant');
  }

  point(i) {
    this.at = i;
    [...this.ways.children].forEach((li, n) => li.setAttribute('aria-selected', String(n === i)));
    if (i < 0) return this.box.removeAttribute('aria-activedescendant');
    this.box.setAttribute('aria-activedescendant', `${this.listId}-${i}`);
    this.ways.children[i].scrollIntoView({ block: 'nearest' });
  }

  take(i) {
    const way = this.found[i];
    if (way.mention) {
      const caret = this.box.selectionStart;
      const before = this.box.value.slice(0, caret).replace(/@[a-z0-9]*$/i, '@' + way.mention + ' ');
      this.box.value = before + this.box.value.slice(caret).replace(/^ /, '');
      this.box.setSelectionRange(before.length, before.length);
      this.close();
    } else {
      this.box.value = way.insert.endsWith(' ') ? way.insert : way.insert + ' ';
      this.commands();
    }
    this.grow();
    this.box.focus();
  }

  keydown(e) {
    const open = !this.ways.hidden, n = this.found.length;
    if (e.isComposing) return;
    if (open && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) {
      e.preventDefault();
      this.point(e.key === 'ArrowDown' ? (this.at + 1) % n : (this.at <= 0 ? n : this.at) - 1);
    } else if (open && e.key === 'Tab' && !e.shiftKey) {
      e.preventDefault();
      this.take(Math.max(0, this.at));
    } else if (open && e.key === 'Escape') {
      e.preventDefault();
      this.close();
    } else if (e.key === 'Enter' && !e.shiftKey) {
      e.preventDefault();
      if (open && this.at >= 0) this.take(this.at);
      else this.send();
    }
  }

  async send() {
    const text = this.box.value;
    if (!text.trim() || this.sending) return;
    this.sending = true;
    const { channel, thread } = state.where;
    try {
      const out = await send('/api/say', { as: state.as, channel: this.place(channel), thread: this.inThread ? thread : '', text, key: key() });
      if (this.box.value === text) this.box.value = '';
      this.close();
      this.grow();
      if (out.form) openForm(out.form, this.box);
    } catch { /* said by send */ } finally { this.sending = false; }
  }

  place(channel) { return channel; }
}

export let main = null;

export function startComposers() {
  main = new Composer($('composer'), false);
  const side = new Composer($('thread-composer'), true);
  watch(() => {
    main.show();
    if (state.where.thread) side.show();
  });
}

// write puts a line in the main box, in a channel.
export function write(channel, text) {
  goTo(channel);
  requestAnimationFrame(() => requestAnimationFrame(() => main.fill(text)));
}
