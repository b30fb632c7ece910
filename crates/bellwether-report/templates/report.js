(() => {
  'use strict';

  // A path's coordinates are its values in quanta: M, l and m give points, v moves the last one, h draws a dot.
  const read = (path) => {
    const points = [];
    let x = 0, y = 0;
    for (const [, command, rest] of path.getAttribute('d').matchAll(/([Mlmhv])([^Mlmhv]*)/g)) {
      const n = (rest.match(/-?\d+/g) || []).map(Number);
      if (command === 'v') {
        y += n[0];
        points[points.length - 1] = [x, y];
      } else if (command !== 'h') {
        for (let i = 0; i + 1 < n.length; i += 2) {
          x = command === 'M' ? n[i] : x + n[i];
          y = command === 'M' ? n[i + 1] : y + n[i + 1];
          points.push([x, y]);
        }
      }
    }
    return points;
  };

  const write = (svg, y) => {
    const d = svg.dataset;
    const value = (d.top - y) / 10 ** d.d;
    if (d.log) return (10 ** value).toPrecision(3);
    const text = value.toLocaleString('en', { minimumFractionDigits: +d.s, maximumFractionDigits: +d.s });
    return text.replace('-', '−') + (d.u || '');
  };

  const place = (svg, x) => {
    const d = svg.dataset;
    if (!d.from) return 'Epoch ' + (x + +d.base) / 10 ** d.xd;
    const date = new Date(Date.parse(d.from + 'T00:00:00Z') + x * 86400000);
    return date.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  };

  const series = new WeakMap();
  const lines = (svg) => {
    if (!series.has(svg)) {
      series.set(svg, [...svg.querySelectorAll('path[data-n]')].map((path) => ({ path, points: read(path) })));
    }
    return series.get(svg).filter((s) => s.path.getClientRects().length > 0);
  };

  const line = (svg) => {
    let cross = svg.querySelector('.cross');
    if (!cross) {
      cross = document.createElementNS('http://www.w3.org/2000/svg', 'line');
      cross.setAttribute('class', 'cross');
      cross.setAttribute('y2', '100%');
      svg.append(cross);
    }
    return cross;
  };

  const readout = document.createElement('div');
  readout.className = 'readout';
  readout.setAttribute('role', 'status');
  let shown = [];

  const hide = () => {
    readout.remove();
    for (const svg of shown) line(svg).remove();
    shown = [];
  };

  // All charts of a stacked figure share their x axis; others stand alone.
  const group = (svg) => {
    const figure = svg.closest('figure');
    const all = figure.classList.contains('stack') ? [...figure.querySelectorAll('svg.plot[data-top]')] : [svg];
    return all.filter((s) => s.getClientRects().length > 0);
  };

  const show = (svg, x) => {
    hide();
    const figure = svg.closest('figure');
    shown = group(svg);
    readout.replaceChildren();
    const head = document.createElement('b');
    head.textContent = place(svg, x);
    readout.append(head);
    for (const plot of shown) {
      const at = (100 * x) / plot.dataset.w + '%';
      const cross = line(plot);
      cross.setAttribute('x1', at);
      cross.setAttribute('x2', at);
      for (const { path, points } of lines(plot)) {
        const point = points.find((p) => p[0] === x);
        if (!point) continue;
        const row = document.createElement('div');
        const name = document.createElement('span');
        const key = document.createElement('i');
        key.className = 'key ' + path.getAttribute('class').replace(/\bs\d+\b/, '');
        key.style.setProperty('--c', getComputedStyle(path).stroke);
        name.append(key, path.dataset.n);
        row.append(name, write(plot, point[1]));
        readout.append(row);
      }
    }
    figure.append(readout);
    const box = figure.getBoundingClientRect();
    const plot = svg.getBoundingClientRect();
    const px = plot.left - box.left + (x / svg.dataset.w) * plot.width;
    const left = px + 14 + readout.offsetWidth > box.width ? px - 14 - readout.offsetWidth : px + 14;
    readout.style.left = Math.max(0, left) + 'px';
    readout.style.top = plot.top - box.top + 'px';
  };

  const nearest = (svg, wanted) => {
    let best = null;
    for (const plot of group(svg)) {
      for (const { points } of lines(plot)) {
        for (const [x] of points) {
          if (best === null || Math.abs(x - wanted) < Math.abs(best - wanted)) best = x;
        }
      }
    }
    return best;
  };

  for (const svg of document.querySelectorAll('svg.plot')) {
    // the title stays the chart's name but does not cover the read-out
    const title = svg.querySelector('title');
    svg.setAttribute('aria-label', title.textContent);
    title.remove();
    if (!svg.querySelector('path[data-n]')) continue;
    let current = null;
    svg.setAttribute('tabindex', '0');
    const move = (event) => {
      const box = svg.getBoundingClientRect();
      current = nearest(svg, ((event.clientX - box.left) / box.width) * svg.dataset.w);
      if (current !== null) show(svg, current);
    };
    // the gaps between lines belong to the chart too
    const cover = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    for (const [k, v] of [['width', '100%'], ['height', '100%'], ['fill', 'transparent']]) cover.setAttribute(k, v);
    svg.prepend(cover);
    svg.addEventListener('pointermove', move);
    svg.addEventListener('pointerdown', move);
    svg.addEventListener('pointerleave', hide);
    svg.addEventListener('blur', hide);
    svg.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (event.key === 'Escape') hide();
      if (!step) return;
      event.preventDefault();
      const xs = [...new Set(group(svg).flatMap((p) => lines(p).flatMap((s) => s.points.map((q) => q[0]))))].sort((a, b) => a - b);
      if (!xs.length) return;
      const at = current === null ? -1 : xs.indexOf(current);
      current = xs[Math.min(xs.length - 1, Math.max(0, at + step))];
      show(svg, current);
    });
  }

  // A row chosen for one ticker is chosen for all.
  const choose = (k, on) => {
    for (const box of document.querySelectorAll('.chooser input[data-k="' + k + '"]')) box.checked = on;
  };
  for (const chooser of document.querySelectorAll('.chooser')) {
    const boxes = [...chooser.querySelectorAll('input')];
    for (const box of boxes) box.addEventListener('change', () => choose(box.dataset.k, box.checked));
    if (boxes.length < 4) continue;
    for (const [text, on] of [['all', true], ['none', false]]) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = text;
      button.addEventListener('click', () => boxes.forEach((box) => choose(box.dataset.k, on)));
      chooser.append(button);
    }
  }

  for (const button of document.querySelectorAll('.copy')) {
    const code = button.parentElement.querySelector('code');
    button.hidden = false;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(code);
        button.textContent = 'Press Ctrl+C';
      }
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
  }

  const open = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === 'DETAILS') target.open = true;
  };
  addEventListener('hashchange', open);
  open();
})();
