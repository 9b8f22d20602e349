// Small things for making elements. No framework: the page is a few lists that change.

// h makes an element. Attributes that are null or false are left out; functions become listeners; children are nodes or text.
export function h(tag, attrs = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) {
    if (value == null || value === false) continue;
    if (typeof value === 'function') el.addEventListener(name, value);
    else if (name === 'class') el.className = value;
    else if (name in el && typeof value === 'boolean') el[name] = value;
    else el.setAttribute(name, value === true ? '' : value);
  }
  el.append(...children.flat().filter((c) => c != null && c !== false));
  return el;
}

export const $ = (id) => document.getElementById(id);

// fromHTML makes nodes of HTML that the server has drawn and made safe.
export function fromHTML(html) {
  const t = document.createElement('template');
  t.innerHTML = html;
  return t.content;
}

const paths = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  reply: 'M21 12a8 8 0 0 1-8 8H4l2.5-3A8 8 0 1 1 21 12z',
  react: 'M9 10h.01M15 10h.01M8.5 14.5a4.5 4.5 0 0 0 7 0M20.5 11A8.6 8.6 0 1 1 13 3.5M19 2v6M16 5h6',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  send: 'M5 12h14M13 6l6 6-6 6',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z',
  hash: 'M9 4L7 20M17 4l-2 16M4 9h17M3 15h17',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20a6 6 0 0 1 12 0M16 4.5a3.5 3.5 0 0 1 0 6M18 14.5a6 6 0 0 1 3 5.5',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  sun: 'M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12 2v2M12 20v2M4.2 4.2l1.4 1.4M18.4 18.4l1.4 1.4M2 12h2M20 12h2M4.2 19.8l1.4-1.4M18.4 5.6l1.4-1.4',
  moon: 'M20.5 14.5A8.5 8.5 0 0 1 9.5 3.5a8.5 8.5 0 1 0 11 11z',
  auto: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 3.5v17M12 7h6.5M12 11h8.4M12 15h7.8',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  trash: 'M4 7h16M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3',
  archive: 'M4 8h16v12H4zM3 4h18v4H3zM10 12h4',
  leave: 'M14 4h6v16h-6M10 8l-4 4 4 4M6 12h10',
  idea: 'M9.5 18h5M10.5 21h3M12 3a6 6 0 0 0-3.5 10.9V16h7v-2.1A6 6 0 0 0 12 3z',
  chevron: 'M6 9l6 6 6-6',
};

export function icon(name) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon icon-' + name);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}

// toast says something in passing. With an action it has a button.
export function toast(text, { bad = false, action = null, about = null, lasts = 6000 } = {}) {
  const el = h('div', { class: 'toast' + (bad ? ' bad' : ''), 'data-about': about }, h('span', {}, text));
  const away = () => el.remove();
  if (action) el.append(h('button', { type: 'button', class: 'toast-act', click: () => { action.run(); away(); } }, action.label));
  el.append(h('button', { type: 'button', class: 'icon-button small', 'aria-label': 'Close', click: away }, icon('close')));
  $('toasts').append(el);
  while ($('toasts').children.length > 3) $('toasts').firstChild.remove();
  setTimeout(away, lasts);
}

// listed joins names as a sentence would.
export function listed(names) {
  if (names.length < 2) return names.join('');
  return names.slice(0, -1).join(', ') + ' and ' + names.at(-1);
}
