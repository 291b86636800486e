// Line charts over the last five minutes. Below each chart is a table with the same values.
import { element, table, time } from './format.js';
import { color, onTheme, variable } from './theme.js';

const longest = 5 * 60_000;
const shortest = 60_000;
const rowsOfTable = 30;

/**
 * Creates a chart in a figure element. `seriesOf(point)` returns [name, value] per line, with null for a gap. `format` formats a value.
 * `colors` contains the palette index of each line. By default, lines use the palette in order.
 */
export function lineChart(figure, { title, note = '', seriesOf, format, colors, area = false, axisMax, empty = 'No values yet' }) {
  const legend = element('ul', { className: 'legend' });
  const host = element('div', { className: 'chart', role: 'img', 'aria-label': title });
  const emptyNote = element('p', { className: 'empty', textContent: empty });
  const details = tableBehind(title);
  figure.replaceChildren(
    element('figcaption', {}, element('span', { className: 'title' }, title, element('small', {}, note)), legend),
    element('div', { className: 'canvas' }, host, emptyNote), details);

  const chart = makeChart(host);
  let isVisible = false;
  let points = [];
  new IntersectionObserver(entries => {
    isVisible = entries.at(-1).isIntersecting;
    draw();
  }).observe(figure);
  onTheme(() => draw());
  details.ontoggle = () => drawTable();

  function update(next) {
    points = next;
    draw();
  }

  function draw() {
    if (!isVisible || points.length === 0)
      return;
    const lines = linesOf(points, seriesOf);
    const hasValues = lines.some(line => line.values.some(value => value !== null));
    emptyNote.hidden = hasValues;
    host.classList.toggle('blank', !hasValues);
    chart.setOption(optionOf(points, lines, { format, colors, area, axisMax }), { replaceMerge: ['series'] });
    drawLegend(lines);
    drawTable();
  }

  function drawLegend(lines) {
    const items = lines.map((line, i) => {
      const key = element('span', { className: 'key', 'aria-hidden': 'true' });
      key.style.background = colorOf(i, colors);
      return element('li', {}, key, `${line.name} `, element('b', {}, format(line.values.at(-1))));
    });
    legend.replaceChildren(...items);
    host.setAttribute('aria-label', `${title}: ${lines.map(line => `${line.name} ${format(line.values.at(-1))}`).join(', ')}`);
  }

  function drawTable() {
    if (!details.open || points.length === 0)
      return;
    const recent = points.slice(-rowsOfTable).reverse();
    const lines = linesOf(recent, seriesOf);
    const rows = recent.map((point, i) => [time(point.at), ...lines.map(line => format(line.values[i]))]);
    showTable(details, title, [['Time'], ...lines.map(line => [line.name, 'number'])], rows);
  }

  return { update };
}

/** Creates the collapsed element for the table below a chart. */
export function tableBehind(title) {
  return element('details', { className: 'data' }, element('summary', { 'aria-label': `Table: ${title}` }, 'Table'));
}

export function showTable(details, title, columns, rows) {
  const region = { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': title };
  details.replaceChildren(details.firstChild, element('div', region, table(title, columns, rows)));
}

/** Creates a chart that resizes with its element. */
export function makeChart(host) {
  const chart = window.echarts.init(host, null, { renderer: 'canvas' });
  new ResizeObserver(() => chart.resize()).observe(host);
  return chart;
}

/** The colors and fonts of all charts. Tooltips are drawn on the canvas, because the page's policy does not allow inline styles. */
export function common() {
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: variable('--quiet') },
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: variable('--raised'),
      borderColor: variable('--line'),
      textStyle: { color: variable('--text'), fontSize: 12 },
    },
  };
}

export function axisStyle() {
  return {
    axisLine: { lineStyle: { color: variable('--line') } },
    axisTick: { lineStyle: { color: variable('--line') } },
    axisLabel: { color: variable('--quiet'), fontSize: 11, hideOverlap: true },
    splitLine: { lineStyle: { color: variable('--grid') } },
  };
}

function colorOf(i, colors) {
  return color(colors?.[i] ?? i);
}

function linesOf(points, seriesOf) {
  const names = [];
  const values = new Map();
  points.forEach((point, i) => {
    for (const [name, value] of seriesOf(point)) {
      if (!values.has(name)) {
        names.push(name);
        values.set(name, Array(points.length).fill(null));
      }
      values.get(name)[i] = value ?? null;
    }
  });
  return names.map(name => ({ name, values: values.get(name) }));
}

function optionOf(points, lines, { format, colors, area, axisMax }) {
  const last = Date.parse(points.at(-1).at);
  const first = Math.max(last - longest, Math.min(last - shortest, Date.parse(points[0].at)));
  const style = axisStyle();
  return {
    ...common(),
    tooltip: { ...common().tooltip, trigger: 'axis', valueFormatter: format },
    grid: { left: 4, right: 22, top: 10, bottom: 8, containLabel: true },
    xAxis: {
      type: 'time', min: first, max: last, splitNumber: 4, ...style, splitLine: { show: false },
      axisLabel: { ...style.axisLabel, formatter: value => time(value) },
    },
    yAxis: {
      type: 'value', min: 0, max: ({ max }) => axisMax ?? (max > 0 ? null : 1), interval: axisMax && axisMax / 4, splitNumber: 3, ...style,
      axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...style.axisLabel, formatter: format },
    },
    series: lines.map((line, i) => ({
      id: line.name, name: line.name, type: 'line', showSymbol: false, connectNulls: false, lineStyle: { width: 1.8 },
      color: colorOf(i, colors), areaStyle: area ? { opacity: 0.12 } : undefined,
      data: line.values.map((value, j) => [points[j].at, value]),
    })),
  };
}
