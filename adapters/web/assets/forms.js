// Forms that the bot opens, in the browser's own dialog.
import { h, $, fromHTML, icon } from './dom.js';
import { state, send, key } from './store.js';
import { localise } from './when.js';

let opener = null;

function control(f, id) {
  const common = { id, name: f.name, 'aria-describedby': `${id}-hint ${id}-error`, required: !f.optional, maxlength: f.max || null };
  if (f.kind === 'area') {
    const area = h('textarea', { ...common, rows: '4' });
    area.value = f.value ?? '';
    return area;
  }
  if (f.kind === 'choice' || f.kind === 'person') {
    const options = f.kind === 'choice' ? f.options ?? [] : [...state.people.values()].filter((p) => !p.gone).map((p) => ({ value: p.id, label: p.name }));
    const select = h('select', { ...common, maxlength: null }, f.optional || !f.value ? h('option', { value: '' }, f.optional ? '—' : 'Choose …') : null,
      ...options.map((o) => h('option', { value: o.value }, o.label)));
    select.value = f.value ?? '';
    return select;
  }
  const input = h('input', { ...common, type: 'text', autocomplete: 'off' });
  input.value = f.value ?? '';
  return input;
}

function field(f, i) {
  const id = `field-${i}`;
  return h('div', { class: 'form-field', 'data-field': f.name },
    h('label', { for: id }, f.label, f.optional ? h('span', { class: 'optional' }, ' optional') : null),
    control(f, id),
    h('p', { class: 'hint', id: id + '-hint' }, f.hint ?? ''),
    h('p', { class: 'error', id: id + '-error' }));
}

// complain shows what was refused under the field that it is about, and the rest on top.
function complain(dialog, errors) {
  let first = null;
  for (const el of dialog.querySelectorAll('.form-field')) {
    const why = errors[el.dataset.field] ?? '';
    const input = el.querySelector('input, textarea, select');
    el.classList.toggle('wrong', !!why);
    el.querySelector('.error').textContent = why;
    if (why) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    if (why && !first) first = input;
  }
  const known = new Set([...dialog.querySelectorAll('.form-field')].map((el) => el.dataset.field));
  dialog.querySelector('.form-error').textContent = Object.entries(errors).filter(([name]) => !known.has(name)).map(([, why]) => why).join(' ');
  first?.focus();
}

async function submit(dialog, view, as, once) {
  const form = dialog.querySelector('form');
  const values = Object.fromEntries([...new FormData(form)].map(([k, v]) => [k, String(v)]));
  const missing = Object.fromEntries(view.fields.filter((f) => !f.optional && !values[f.name]?.trim()).map((f) => [f.name, 'Please fill this in.']));
  complain(dialog, missing);
  if (Object.keys(missing).length) return;
  const button = form.querySelector('[type=submit]');
  button.disabled = true;
  try {
    const out = await send('/api/submit', { as, state: view.state, values, key: once() });
    if (out.errors) return complain(dialog, out.errors);
    dialog.close();
    if (out.form) openForm(out.form, opener);
  } catch { /* said by send */ } finally { button.disabled = false; }
}

// openForm opens a form for the person one is; it stays theirs.
export function openForm(view, from = document.activeElement) {
  const dialog = $('form-dialog');
  opener = from;
  const as = state.as;
  const intro = h('div', { class: 'form-intro' });
  intro.append(fromHTML(view.intro ?? ''));
  localise(intro);
  dialog.replaceChildren(h('form', {
    method: 'dialog', novalidate: true, 'data-form': view.name, submit: (e) => { e.preventDefault(); submit(dialog, view, as, key); },
  },
  h('div', { class: 'dialog-head' }, h('h2', { id: 'form-title' }, view.title),
    h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', click: () => dialog.close() }, icon('close'))),
  view.intro ? intro : null,
  h('p', { class: 'form-error', role: 'alert' }),
  ...view.fields.map(field),
  h('div', { class: 'dialog-foot' },
    h('button', { type: 'button', class: 'act', click: () => dialog.close() }, 'Cancel'),
    h('button', { type: 'submit', class: 'act primary' }, view.submit || 'Send'))));
  dialog.addEventListener('close', () => opener?.isConnected && opener.focus(), { once: true });
  dialog.showModal();
  dialog.querySelector('.form-field :is(input, textarea, select)')?.focus();
}
