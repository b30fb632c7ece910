
(() => {
  'use strict';

  // The dots stand in the page as one path for each topic; here they are drawn on a canvas, which is quick with many.
  const figure = document.querySelector('.topicmap');
  if (!figure) return;
  const plane = figure.querySelector('.plane');
  const svg = plane.querySelector('svg');
  const texts = JSON.parse(document.getElementById('posts').textContent);
  const [, , width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
  const topics = [...svg.querySelectorAll('path')].map((path, i) => {
    const flat = path.getAttribute('d').match(/-?\d+(?= |h)/g).map(Number);
    const dots = [];
    for (let j = 0; j + 1 < flat.length; j += 2) dots.push([flat[j], flat[j + 1]]);
    return { path, dots, texts: texts[i], t: +path.dataset.t, name: path.dataset.n };
  });
  const coloured = new Set([...figure.querySelectorAll('.topickeys li')].map((li) => +li.dataset.t));

  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('tabindex', '0');
  canvas.setAttribute('aria-label', svg.getAttribute('aria-label'));
  plane.insertBefore(canvas, plane.querySelector('.names'));
  const context = canvas.getContext('2d');

  // What is seen: a part of the plane, and which dots are in it.
  const view = { x: 0, y: 0, zoom: 1 };
  let chosen = null;
  let words = '';
  let pinned = null;

  const isChosen = (topic) =>
    chosen === null || (chosen === 'rest' ? topic.t >= 0 && !coloured.has(topic.t) : topic.t === chosen);
  const hits = (topic, j) => !words || topic.found[j];
  const at = ([x, y]) => {
    const box = canvas.getBoundingClientRect();
    return [((x / width - view.x) * view.zoom) * box.width, ((y / height - view.y) * view.zoom) * box.height];
  };

  const draw = () => {
    const box = plane.getBoundingClientRect();
    const ratio = Math.min(devicePixelRatio || 1, 2);
    canvas.width = Math.round(plane.clientWidth * ratio);
    canvas.height = Math.round(plane.clientHeight * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const sx = (plane.clientWidth / width) * view.zoom, sy = (plane.clientHeight / height) * view.zoom;
    const ox = view.x * plane.clientWidth * view.zoom, oy = view.y * plane.clientHeight * view.zoom;
    const radius = Math.min(4, (box.width < 600 ? 1.2 : 1.7) * Math.sqrt(view.zoom));
    const paint = (lit) => {
      for (const topic of topics) {
        context.fillStyle = topic.colour;
        context.globalAlpha = lit ? (chosen === null && !words ? 0.62 : 0.9) : 0.13;
        context.beginPath();
        topic.dots.forEach(([x, y], j) => {
          if ((isChosen(topic) && hits(topic, j)) !== lit) return;
          const px = x * sx - ox, py = y * sy - oy;
          if (px < -5 || py < -5 || px > plane.clientWidth + 5 || py > plane.clientHeight + 5) return;
          context.moveTo(px + radius, py);
          context.arc(px, py, radius, 0, 7);
        });
        context.fill();
      }
    };
    paint(false);
    paint(true);
    if (pinned) {
      const [px, py] = at(pinned.topic.dots[pinned.j]);
      context.globalAlpha = 1;
      context.strokeStyle = getComputedStyle(document.body).color;
      context.lineWidth = 1.6;
      context.beginPath();
      context.arc(px, py, radius + 3, 0, 7);
      context.stroke();
    }
    label();
  };

  // Names that are not in the way of a larger topic's.
  const label = () => {
    const taken = [];
    for (const span of plane.querySelectorAll('.names span')) {
      span.classList.remove('crowded');
      span.dataset.x = span.dataset.x || parseFloat(span.style.left) / 100;
      span.dataset.y = span.dataset.y || parseFloat(span.style.top) / 100;
      span.style.left = 100 * (span.dataset.x - view.x) * view.zoom + '%';
      span.style.top = 100 * (span.dataset.y - view.y) * view.zoom + '%';
      const other = chosen !== null && +span.dataset.t !== chosen;
      const own = span.getBoundingClientRect(), box = plane.getBoundingClientRect();
      if (view.zoom === 1) {
        const over = Math.max(0, own.right - box.right + 4) - Math.max(0, box.left + 4 - own.left);
        if (over) span.style.left = `calc(${span.style.left} - ${over}px)`;
      }
      const now = span.getBoundingClientRect();
      const meets = taken.some((b) => now.left < b.right && b.left < now.right && now.top < b.bottom && b.top < now.bottom);
      if (other || meets) span.classList.add('crowded');
      else taken.push(now);
    }
  };

  const colours = () => {
    for (const topic of topics) topic.colour = getComputedStyle(topic.path).stroke;
    draw();
  };

  const readout = document.createElement('div');
  readout.className = 'readout';
  readout.setAttribute('role', 'status');
  const hide = () => {
    readout.remove();
    if (pinned) { pinned = null; draw(); }
  };
  const show = (topic, j) => {
    pinned = { topic, j };
    draw();
    const head = document.createElement('b');
    const dot = document.createElement('i');
    dot.className = 'swatch ' + topic.path.getAttribute('class');
    const text = document.createElement('p');
    text.textContent = topic.texts[j];
    head.append(dot, (topic.t >= 0 ? topic.t + ' ' : '') + topic.name);
    readout.replaceChildren(head, text);
    plane.append(readout);
    const [px, py] = at(topic.dots[j]);
    const left = px + 12 + readout.offsetWidth > plane.clientWidth ? px - 12 - readout.offsetWidth : px + 12;
    readout.style.left = Math.max(0, Math.min(left, plane.clientWidth - readout.offsetWidth)) + 'px';
    const top = py + 12 + readout.offsetHeight > plane.clientHeight ? py - 12 - readout.offsetHeight : py + 12;
    readout.style.top = Math.max(0, top) + 'px';
  };
  const nearest = (event, reach) => {
    const box = canvas.getBoundingClientRect();
    const x = event.clientX - box.left, y = event.clientY - box.top;
    const sx = (box.width / width) * view.zoom, sy = (box.height / height) * view.zoom;
    const ox = view.x * box.width * view.zoom, oy = view.y * box.height * view.zoom;
    let best = null, least = reach * reach;
    for (const topic of topics) {
      if (!isChosen(topic)) continue;
      topic.dots.forEach((dot, j) => {
        const far = (dot[0] * sx - ox - x) ** 2 + (dot[1] * sy - oy - y) ** 2;
        if (far <= least && hits(topic, j)) { least = far; best = [topic, j]; }
      });
    }
    return best;
  };

  const look = (x, y, zoom) => {
    view.zoom = Math.min(24, Math.max(1, zoom));
    const most = 1 - 1 / view.zoom;
    view.x = Math.min(most, Math.max(0, x));
    view.y = Math.min(most, Math.max(0, y));
    plane.style.touchAction = view.zoom > 1 ? 'none' : '';
    hide();
    draw();
  };
  // Nearer or farther, with one place of the window staying where it is.
  const zoom = (by, fx = 0.5, fy = 0.5) => {
    const to = Math.min(24, Math.max(1, view.zoom * by));
    look(view.x + fx / view.zoom - fx / to, view.y + fy / view.zoom - fy / to, to);
  };
  let drag = null;
  canvas.addEventListener('pointerdown', (event) => {
    drag = { x: event.clientX, y: event.clientY, from: { ...view }, moved: false };
    if (event.pointerType !== 'mouse') {
      const best = nearest(event, 22);
      if (best) show(...best); else hide();
    }
  });
  canvas.addEventListener('pointermove', (event) => {
    if (drag && view.zoom > 1) {
      const box = canvas.getBoundingClientRect();
      const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
      if (Math.abs(dx) + Math.abs(dy) > 4) {
        drag.moved = true;
        look(drag.from.x - dx / box.width / view.zoom, drag.from.y - dy / box.height / view.zoom, view.zoom);
      }
      return;
    }
    if (event.pointerType !== 'mouse') return;
    const best = nearest(event, 12);
    if (!best) hide();
    else if (!pinned || pinned.topic !== best[0] || pinned.j !== best[1]) show(...best);
  });
  addEventListener('pointerup', () => { drag = null; });
  addEventListener('pointercancel', () => { drag = null; });
  canvas.addEventListener('pointerleave', (event) => { if (event.pointerType === 'mouse') hide(); });
  canvas.addEventListener('dblclick', (event) => {
    const box = canvas.getBoundingClientRect();
    zoom(2, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  });
  canvas.addEventListener('keydown', (event) => {
    const step = 0.2 / view.zoom;
    const to = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (event.key === 'Escape') hide();
    else if (event.key === '+') zoom(1.5);
    else if (event.key === '-') zoom(1 / 1.5);
    else if (to && view.zoom > 1) { event.preventDefault(); look(view.x + to[0], view.y + to[1], view.zoom); }
  });

  const tools = figure.querySelector('.tools');
  tools.hidden = false;
  for (const button of tools.querySelectorAll('button')) {
    const z = button.dataset.z;
    button.addEventListener('click', () => (z === 'all' ? (choose(null), look(0, 0, 1)) : zoom(z === 'in' ? 1.6 : 1 / 1.6)));
  }
  const note = tools.querySelector('.hits');
  const count = () => {
    const found = (topic) => (isChosen(topic) ? topic.found.filter(Boolean).length : 0);
    const all = words ? topics.map(found).reduce((a, b) => a + b, 0) : 0;
    note.textContent = words ? all.toLocaleString('en') + ' found' : '';
  };
  tools.querySelector('input').addEventListener('input', (event) => {
    words = event.target.value.trim().toLowerCase();
    for (const topic of topics) topic.found = topic.texts.map((text) => !!words && text.toLowerCase().includes(words));
    count();
    hide();
    draw();
  });

  const keys = [...figure.querySelectorAll('.topickeys li')];
  const choose = (t) => {
    chosen = t;
    for (const key of keys) key.setAttribute('aria-pressed', String(t !== null && key.dataset.t === String(t)));
    count();
    hide();
    draw();
  };
  figure.querySelector('.topickeys').dataset.live = '';
  for (const key of keys) {
    const t = key.dataset.t === 'rest' ? 'rest' : +key.dataset.t;
    key.setAttribute('role', 'button');
    key.setAttribute('tabindex', '0');
    key.setAttribute('aria-pressed', 'false');
    key.addEventListener('click', () => choose(chosen === t ? null : t));
    key.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(chosen === t ? null : t); }
    });
  }
  for (const button of document.querySelectorAll('.onmap')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      choose(+button.dataset.t);
      look(0, 0, 1);
      document.getElementById('map').scrollIntoView();
    });
  }

  svg.style.visibility = 'hidden';
  new ResizeObserver(draw).observe(plane);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', colours);
  colours();
})();
