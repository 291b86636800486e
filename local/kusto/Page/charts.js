// Draws results as charts. The x, y and series columns are determined by the rules of the render operator.
import { element, textOf } from './grid.js';

export const kinds = [
  'timechart', 'linechart', 'areachart', 'stackedareachart', 'columnchart', 'barchart', 'piechart', 'scatterchart', 'map',
];

const numeric = new Set(['int', 'long', 'real', 'decimal', 'timespan']);
const light = ['#1463d8', '#f2811d', '#149c6b', '#c23a8a', '#7a4fd0', '#c9a20b', '#1ba3b8', '#d8453e', '#5b6b7a', '#6f9e1f'];
const dark = ['#5aa0ff', '#ffa24d', '#3fc796', '#ef6fb5', '#a98bff', '#e3c341', '#4ccde0', '#ff7d75', '#9fb0c0', '#a3cf52'];
const maxPoints = 50_000;
let chart;

/** Returns the chart type for a result, or null if the result is not rendered as a chart. */
export function kindOf(result) {
  const kind = result.visualization?.Visualization;
  if (!kind || kind === 'table')
    return null;
  if (kind === 'card')
    return 'card';
  if (result.visualization.Kind === 'map')
    return 'map';
  return kinds.includes(kind) ? kind : kind === 'anomalychart' ? 'timechart' : null;
}

/** Draws a result. Throws an Error with a reason if the columns are not suitable for the chart type. */
export async function showChart(container, result, kind) {
  dispose();
  if (kind === 'card')
    return showCard(container, result);
  const isDark = document.documentElement.dataset.theme === 'dark';
  const roles = rolesOf(result, kind);
  const world = kind === 'map' ? await loadWorld() : null;
  const host = element('div', 'chart');
  container.replaceChildren(host);
  chart = window.echarts.init(host, isDark ? 'dark' : null, { renderer: 'canvas' });
  chart.setOption({ ...common(result, isDark), ...optionOf(result, kind, roles, isDark, world) });
  new ResizeObserver(() => chart?.resize()).observe(host);
}

export function dispose() {
  chart?.dispose();
  chart = null;
}

function rolesOf({ columns, visualization }, kind) {
  const find = name => columns.findIndex(column => column.name === name);
  const list = text => (text ? String(text).split(',').map(name => find(name.trim())).filter(i => i >= 0) : []);
  let x = find(visualization?.XColumn);
  if (x < 0)
    x = kind === 'timechart' ? columns.findIndex(column => column.type === 'datetime') : 0;
  if (kind === 'timechart' && x < 0)
    throw new Error('A timechart requires a datetime column.');
  let y = list(visualization?.YColumns);
  let series = list(visualization?.Series);
  if (y.length === 0)
    y = columns.map((_, i) => i).filter(i => i !== x && !series.includes(i) && numeric.has(columns[i].type));
  if (series.length === 0 && kind !== 'piechart')
    series = columns.map((_, i) => i).filter(i => i !== x && !y.includes(i) && columns[i].type === 'string');
  if (kind === 'map' && y.length > 1)
    y = y.slice(0, 1);
  if (y.length === 0)
    throw new Error('A chart requires a numeric column in addition to the column on the x axis.');
  return { x, y, series };
}

function common({ visualization }, isDark) {
  return {
    color: isDark ? dark : light,
    backgroundColor: 'transparent',
    animationDuration: 250,
    title: { text: visualization?.Title ?? '', left: 'center', textStyle: { fontSize: 14, fontWeight: 600 } },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    toolbox: { right: 4, top: 0, feature: { saveAsImage: { title: 'Save as image', backgroundColor: isDark ? '#16191d' : '#fff' } } },
  };
}

function optionOf(result, kind, roles, isDark, world) {
  switch (kind) {
    case 'piechart': return pie(result, roles);
    case 'map': return map(result, roles, isDark, world);
    default: return cartesian(result, kind, roles);
  }
}

function cartesian(result, kind, { x, y, series }) {
  const { columns, rows, visualization } = result;
  const isTime = columns[x].type === 'datetime';
  const isNumber = numeric.has(columns[x].type);
  const isBar = kind === 'barchart' || kind === 'columnchart';
  const isScatter = kind === 'scatterchart';
  const isCategory = !isTime && (!isNumber || isBar);
  const categories = isCategory ? [...new Set(rows.map(row => textOf(row[x], columns[x].type)))] : [];
  const stack = visualization?.Kind?.startsWith('stacked') || kind === 'stackedareachart' ? 'all' : undefined;
  const groups = groupsOf(result, { x, y, series });
  const made = [...groups].map(([name, points]) => ({
    name,
    type: isBar ? 'bar' : isScatter ? 'scatter' : 'line',
    stack,
    areaStyle: /area/.test(kind) || (stack && !isBar && !isScatter) ? { opacity: stack ? 0.75 : 0.25 } : undefined,
    showSymbol: points.length < 40,
    symbolSize: isScatter ? 8 : 5,
    sampling: isScatter ? undefined : 'lttb',
    large: isScatter && points.length > 4000,
    barMaxWidth: 46,
    data: isCategory ? aligned(points, categories) : sorted(points),
  }));
  const category = {
    type: 'category', data: categories, name: visualization?.XTitle || undefined, nameLocation: 'middle', nameGap: 30,
    axisLabel: { hideOverlap: true },
  };
  const value = {
    type: visualization?.YAxis === 'log' ? 'log' : 'value', name: visualization?.YTitle || (y.length === 1 ? columns[y[0]].name : ''),
    nameTextStyle: { align: 'left' }, min: limit(visualization?.Ymin), max: limit(visualization?.Ymax), scale: isScatter,
  };
  const continuous = {
    type: isTime ? 'time' : visualization?.XAxis === 'log' ? 'log' : 'value', scale: true, name: visualization?.XTitle || '',
    nameLocation: 'middle', nameGap: 28,
  };
  const xAxis = isCategory ? category : continuous;
  const isFlat = kind === 'barchart';
  const hasLegend = made.length > 1 && visualization?.Legend !== 'hidden';
  const legendWidth = 52 + 7 * Math.min(20, Math.max(...made.map(({ name }) => name.length), 0));
  return {
    grid: {
      left: 12, right: hasLegend ? legendWidth + 12 : 24, top: visualization?.Title ? 52 : 36,
      bottom: visualization?.XTitle || isFlat ? 40 : 16, containLabel: true,
    },
    legend: hasLegend
      ? { type: 'scroll', orient: 'vertical', right: 8, top: 36, itemWidth: 16, textStyle: { width: 140, overflow: 'truncate' } }
      : { show: false },
    tooltip: { trigger: isScatter ? 'item' : 'axis', axisPointer: { type: isBar ? 'shadow' : 'line' }, confine: true },
    dataZoom: isFlat ? [] : [{ type: 'inside' }],
    xAxis: isFlat ? { ...value, nameLocation: 'middle', nameGap: 28 } : xAxis,
    yAxis: isFlat ? { ...xAxis, inverse: true, nameGap: 8, nameLocation: 'end' } : value,
    series: made,
  };
}

function pie({ columns, rows, visualization }, { x, y }) {
  const data = rows.slice(0, 500).map(row => ({ name: textOf(row[x], columns[x].type), value: Number(row[y[0]]) }));
  return {
    legend: { type: 'scroll', orient: 'vertical', right: 12, top: 'middle', show: visualization?.Legend !== 'hidden' },
    tooltip: { trigger: 'item', formatter: '{b}: {c} ({d} %)' },
    series: [{
      type: 'pie', radius: ['42%', '74%'], center: ['44%', '52%'],
      itemStyle: { borderRadius: 4, borderWidth: 2, borderColor: 'transparent' }, label: { formatter: '{b}  {d} %' }, data,
    }],
  };
}

// The first column is the longitude and the second column is the latitude. The first string column names or groups the points, and the next
// numeric column determines their size.
function map(result, roles, isDark, world) {
  const { columns, rows } = result;
  if (!numeric.has(columns[roles.x].type))
    throw new Error('A map requires the longitude in the first column and the latitude in the second column.');
  window.echarts.registerMap('world', world);
  const [latitude] = roles.y;
  const size = columns.findIndex((column, i) => numeric.has(column.type) && i !== roles.x && i !== latitude);
  const label = columns.findIndex(column => column.type === 'string');
  const most = size < 0 ? 1 : Math.max(1, ...rows.map(row => Number(row[size]) || 0));
  const distinct = label < 0 ? 0 : new Set(rows.map(row => row[label])).size;
  const isGrouped = label >= 0 && distinct <= 12 && distinct < rows.length;
  const point = row => ({
    name: label < 0 ? '' : String(row[label]),
    value: [Number(row[roles.x]), Number(row[latitude]), size < 0 ? null : Number(row[size])],
  });
  const encode = text => window.echarts.format.encodeHTML(text);
  const describe = ({ name, value: [longitude, latitude, weight] }) =>
    `${name ? `${encode(name)}<br>` : ''}${latitude.toFixed(3)}, ${longitude.toFixed(3)}`
    + (weight === null ? '' : `<br>${encode(columns[size].name)}: ${weight.toLocaleString('en')}`);
  const groups = Map.groupBy(rows, row => (isGrouped ? String(row[label]) : columns[latitude].name));
  const points = rows.map(point).filter(({ value: [a, b] }) => Number.isFinite(a) && Number.isFinite(b));
  return {
    geo: {
      map: 'world', roam: true, silent: true, top: 24, bottom: 8,
      itemStyle: { areaColor: isDark ? '#2a313a' : '#e9edf2', borderColor: isDark ? '#434d58' : '#c3cad3' },
      boundingCoords: bounds(points),
    },
    legend: { show: isGrouped, type: 'scroll', orient: 'vertical', right: 8, top: 36 },
    tooltip: { trigger: 'item', confine: true, formatter: describe },
    series: [...groups].map(([name, group]) => ({
      name, type: 'scatter', coordinateSystem: 'geo', data: group.map(point),
      symbolSize: ([, , weight]) => (weight === null ? 8 : 6 + 22 * Math.sqrt(Math.max(0, weight) / most)),
      label: {
        show: label >= 0 && !isGrouped && rows.length <= 40, formatter: '{b}', position: 'right',
        color: isDark ? '#e4e8ed' : '#1b1f24',
      },
      itemStyle: { opacity: 0.75 }, emphasis: { scale: 1.3 },
    })),
  };
}

// The initial view contains all points, with a margin.
function bounds(points) {
  if (points.length === 0)
    return undefined;
  const xs = points.map(({ value }) => value[0]);
  const ys = points.map(({ value }) => value[1]);
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const margin = Math.max(6, 0.15 * Math.max(east - west, north - south));
  return [[Math.max(-180, west - margin), Math.min(85, north + margin)], [Math.min(180, east + margin), Math.max(-85, south - margin)]];
}

function groupsOf({ columns, rows }, { x, y, series }) {
  const groups = new Map();
  for (const row of rows.slice(0, maxPoints)) {
    const prefix = series.map(i => textOf(row[i], columns[i].type)).join(', ');
    for (const i of y) {
      const name = prefix ? (y.length > 1 ? `${prefix}: ${columns[i].name}` : prefix) : columns[i].name;
      if (!groups.has(name))
        groups.set(name, []);
      groups.get(name).push([pointOf(row[x], columns[x].type), valueOf(row[i], columns[i].type)]);
    }
  }
  return groups;
}

const pointOf = (value, type) => (type === 'datetime' ? value : numeric.has(type) ? valueOf(value, type) : textOf(value, type));
const limit = value => (Number.isFinite(Number(value)) && value !== null && value !== 'NaN' && value !== '' ? Number(value) : undefined);
const sorted = points => points.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

function aligned(points, categories) {
  const values = new Map(points.map(([name, value]) => [String(name), value]));
  return categories.map(name => values.get(name) ?? null);
}

// A timespan is drawn in seconds.
function valueOf(value, type) {
  if (value === null)
    return null;
  if (type !== 'timespan')
    return Number(value);
  const [, sign, days, hours, minutes, seconds] = /^(-?)(?:(\d+)\.)?(\d+):(\d+):([\d.]+)$/.exec(value) ?? [];
  return (sign ? -1 : 1) * ((Number(days ?? 0) * 24 + Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds));
}

function showCard(container, { columns, rows }) {
  const card = element('div', 'card');
  const format = value => Number.isFinite(value) ? value.toLocaleString('en') : textOf(value, columns[0].type);
  card.append(element('b', '', rows.length ? format(rows[0][0]) : '–'), element('span', '', columns[0]?.name ?? ''));
  container.replaceChildren(card);
}

let worldPromise;
function loadWorld() {
  worldPromise ??= fetch('page/world-110m.json')
    .then(response => response.json())
    .then(world => window.topojson.feature(world, world.objects.countries));
  return worldPromise;
}
