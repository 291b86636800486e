// A map of airports. The size of a point represents the number of flights, and the color represents the mean delay.
import { common, makeChart, showTable, tableBehind } from './charts.js';
import { element, minutes, number, percent } from './format.js';
import { onTheme, variable } from './theme.js';

const title = 'Delays by airport';
const outlines = 'page/countries-50m.json';
const rowsOfTable = 100;
const labelled = 30;
const zoomStep = 1.5;
const delayRange = [-5, 20];

// The height of the world in degrees without Antarctica, and the aspect ratio of ECharts' projection.
const worldHeight = 139;
const aspect = 0.75;

// The share of flights that the initial view omits at each edge.
const trimmed = 0.02;

/** Creates the map in a figure element. `update(places)` accepts { code, city, longitude, latitude, flights, delay, onTime }. */
export function delayMap(figure) {
  const host = element('div', { className: 'chart', role: 'img', 'aria-label': title });
  const emptyNote = element('p', { className: 'empty', textContent: 'No flights yet. Start the stack with --demo, or publish events.' });
  const details = tableBehind(title);
  const zooming = element('span', { className: 'zoom' },
    button('+', 'Zoom in', () => zoomBy(zoomStep)),
    button('−', 'Zoom out', () => zoomBy(1 / zoomStep)),
    button('All', 'Show all airports', () => fit(0)));
  const note = element('small', {}, 'departures; larger points have more flights');
  figure.replaceChildren(
    element('figcaption', {}, element('span', { className: 'title' }, title, note), zooming),
    element('div', { className: 'canvas' }, host, emptyNote), details);

  const chart = makeChart(host);
  let places = [];
  let isFitted = false;
  let outlines;
  onTheme(() => draw());
  details.ontoggle = () => drawTable();

  /** Loads the outlines once. After a failure, the next update retries. */
  function outlinesLoaded() {
    outlines ??= loadOutlines().catch(error => {
      outlines = undefined;
      throw error;
    });
    return outlines;
  }

  async function update(next) {
    places = next;
    emptyNote.hidden = places.length > 0;
    if (places.length === 0)
      return;
    await outlinesLoaded();
    draw();
    if (!isFitted)
      fit(trimmed);
    isFitted = true;
    host.setAttribute('aria-label', summaryOf(places));
  }

  function draw() {
    if (places.length === 0)
      return;
    const most = Math.max(...places.map(place => place.flights));
    chart.setOption({
      ...common(),
      tooltip: { ...common().tooltip, formatter: ({ data }) => data?.text },
      geo: {
        map: 'world', roam: 'move', silent: true,
        itemStyle: { areaColor: variable('--land'), borderColor: variable('--coast'), borderWidth: 0.6 },
      },
      visualMap: {
        type: 'continuous', dimension: 2, min: delayRange[0], max: delayRange[1],
        orient: 'horizontal', left: 10, bottom: 8, itemHeight: 110, itemWidth: 9,
        text: [`${delayRange[1]} min late or more`, 'early'], textStyle: { color: variable('--quiet'), fontSize: 11 },
        inRange: { color: [variable('--early'), variable('--punctual'), variable('--late'), variable('--veryLate')] },
      },
      series: [{
        type: 'scatter', coordinateSystem: 'geo', symbolSize: ([, , , flights]) => 4 + 13 * Math.sqrt(flights / most),
        itemStyle: { opacity: 0.9, borderColor: variable('--raised'), borderWidth: 0.8 },
        label: {
          show: true, formatter: ({ data }) => (data.isLabelled ? data.name : ''), position: 'right', distance: 3,
          color: variable('--text'), fontSize: 10.5, textBorderColor: variable('--land'), textBorderWidth: 2.5,
        },
        labelLayout: { hideOverlap: true },
        data: byFlights(places).map((place, i) => ({
          name: place.code, value: [place.longitude, place.latitude, place.delay ?? 0, place.flights],
          isLabelled: i < labelled, text: textOf(place),
        })),
      }],
    });
    drawTable();
  }

  function drawTable() {
    if (!details.open)
      return;
    const rows = byFlights(places).slice(0, rowsOfTable)
      .map(place => [place.code, place.city, number(place.flights), minutes(place.delay), percent(place.onTime, 0)]);
    const columns = [['Airport'], ['City'], ['Flights', 'number'], ['Mean delay', 'number'], ['On time', 'number']];
    showTable(details, title, columns, rows);
  }

  /** Fits the view to the airports, excluding the specified share of flights at each edge. */
  function fit(share) {
    const [west, east] = extent(places, place => place.longitude, share);
    const [south, north] = extent(places, place => place.latitude, share);
    const { clientWidth: width, clientHeight: height } = host;
    const pixels = Math.min(width / 360, (height * aspect) / worldHeight);
    const zoom = Math.min(width / pixels / (1.15 * (east - west) + 6), (height * aspect) / pixels / (1.3 * (north - south) + 6));
    chart.setOption({ geo: { center: [(west + east) / 2, (south + north) / 2], zoom: Math.max(1, zoom) } });
  }

  function zoomBy(factor) {
    const [{ zoom = 1 }] = chart.getOption().geo;
    chart.setOption({ geo: { zoom: Math.min(60, Math.max(1, zoom * factor)) } });
  }

  return { update };
}

function button(text, label, onclick) {
  return element('button', { type: 'button', className: 'small', title: label, 'aria-label': label, onclick }, text);
}

function extent(places, valueOf, share) {
  const ordered = [...places].sort((a, b) => valueOf(a) - valueOf(b));
  const beyond = share * ordered.reduce((sum, place) => sum + place.flights, 0);
  return [valueOf(skip(ordered, beyond)), valueOf(skip(ordered.reverse(), beyond))];
}

function skip(places, flights) {
  let passed = 0;
  return places.find(place => (passed += place.flights) > flights);
}

function byFlights(places) {
  return [...places].sort((a, b) => b.flights - a.flights);
}

function textOf(place) {
  const onTime = place.onTime === null ? '' : `\n${percent(place.onTime, 0)} on time`;
  return `${place.code}, ${place.city}\n${number(place.flights)} flights\nmean delay ${minutes(place.delay)}${onTime}`;
}

function summaryOf(places) {
  const [worst] = places.filter(place => place.delay !== null).sort((a, b) => b.delay - a.delay);
  const longest = worst ? `; ${worst.code} has the longest mean delay: ${minutes(worst.delay)}` : '';
  return `${title}: ${places.length} airports${longest}`;
}

async function loadOutlines() {
  const topology = await (await fetch(outlines)).json();
  const world = window.topojson.feature(topology, topology.objects.countries);
  world.features = world.features.filter(({ properties }) => properties.name !== 'Antarctica');
  world.features.forEach(({ geometry }) => {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    polygons.flat().forEach(unwrap);
  });
  window.echarts.registerMap('world', world);
}

/** Changes the longitudes of an outline that crosses the date line, so that it does not extend over the whole map. */
function unwrap(outline) {
  let [[before]] = outline;
  for (const point of outline) {
    if (Math.abs(point[0] - before) > 180)
      point[0] += point[0] < before ? 360 : -360;
    [before] = point;
  }
}
