// The panels about stored flights: delays by airport and by hour, and the busiest routes, from the app's analytics endpoints.
import { axisStyle, common, makeChart, showTable, tableBehind } from './charts.js';
import { bar, element, minutes, number, percent, table } from './format.js';
import { delayMap } from './map.js';
import { get } from './server.js';
import { color, onTheme, variable } from './theme.js';

const routesShown = 8;

export function makeFlights(root) {
  const map = delayMap(root.querySelector('[data-chart=map]'));
  const hours = hourChart(root.querySelector('[data-chart=hours]'));
  const [routes, note] = [root.getElementById('routes'), root.getElementById('flightsNote')];
  let airports = null;

  async function refresh() {
    try {
      airports ??= await readAirports();
      const [byAirport, byHour, busiest] = await Promise.all([
        get('api/analytics/delays?by=airport&limit=1000'),
        get('api/analytics/delays?by=hour'),
        get(`api/analytics/routes?limit=${routesShown}`),
      ]);
      const flights = byAirport.value.reduce((sum, row) => sum + row.flightCount, 0);
      note.textContent = flights === 0 ? '' : `${number(flights)} stored`;
      await map.update(byAirport.value.flatMap(row => placeOf(row, airports)));
      hours.update(byHour.value);
      drawRoutes(routes, busiest.value);
    } catch (error) {
      note.textContent = error.status ? error.message : 'The stack cannot be reached.';
    }
  }

  return { refresh };
}

async function readAirports() {
  const rows = await get('airports');
  return new Map(rows.map(([code, city, country, longitude, latitude]) => [code, { city: `${city}, ${country}`, longitude, latitude }]));
}

/** Returns an array with the airport's place on the map, or an empty array if the airport is not in the reference table. */
function placeOf(row, airports) {
  const airport = airports.get(row.group);
  return airport
    ? [{ ...airport, code: row.group, flights: row.flightCount, delay: row.meanDelayMinutes ?? null, onTime: row.onTimeRate ?? null }]
    : [];
}

function drawRoutes(container, rows) {
  if (rows.length === 0)
    return container.replaceChildren(element('p', { className: 'empty', textContent: 'No flights yet.' }));
  const most = rows[0].flightCount;
  const columns = [['Route'], ['Flights', 'number'], ['Mean delay', 'number'], ['On time', 'number']];
  container.replaceChildren(table('Busiest routes', columns, rows.map(row => [
    `${row.origin} → ${row.destination}`,
    element('span', { className: 'withBar' }, bar(row.flightCount / most), number(row.flightCount)),
    minutes(row.meanDelayMinutes),
    percent(row.onTimeRate, 0),
  ])));
}

function hourChart(figure) {
  const title = 'By hour of departure';
  const host = element('div', { className: 'chart', role: 'img', 'aria-label': `Flights and delays: ${title}` });
  const emptyNote = element('p', { className: 'empty', textContent: 'No flights yet.' });
  const details = tableBehind(title);
  const note = element('small', {}, 'UTC; bars: flights, line: mean delay in minutes');
  figure.replaceChildren(
    element('figcaption', {}, element('span', { className: 'title' }, title, note)),
    element('div', { className: 'canvas' }, host, emptyNote), details);
  const chart = makeChart(host);
  let rows = [];
  onTheme(() => draw());
  details.ontoggle = () => draw();

  function draw() {
    if (rows.length === 0)
      return;
    const style = axisStyle();
    const value = { type: 'value', splitNumber: 3, ...style, axisLine: { show: false }, axisTick: { show: false } };
    chart.setOption({
      ...common(),
      tooltip: { ...common().tooltip, trigger: 'axis', valueFormatter: value => number(Math.round(10 * value) / 10) },
      grid: { left: 4, right: 4, top: 12, bottom: 8, containLabel: true },
      xAxis: { type: 'category', data: rows.map(row => row.group), ...style },
      yAxis: [{ ...value, axisLabel: { ...style.axisLabel, formatter: number } }, { ...value, splitLine: { show: false } }],
      series: [
        {
          name: 'Flights', type: 'bar', color: color(0), barCategoryGap: '25%', itemStyle: { opacity: 0.75 },
          data: rows.map(row => row.flightCount),
        },
        {
          name: 'Mean delay, min', type: 'line', yAxisIndex: 1, color: variable('--late'), symbolSize: 5,
          data: rows.map(row => row.meanDelayMinutes ?? null),
        },
      ],
    });
    const columns = [['Hour (UTC)'], ['Flights', 'number'], ['Mean delay', 'number'], ['On time', 'number']];
    const cells = rows.map(row => [row.group, number(row.flightCount), minutes(row.meanDelayMinutes), percent(row.onTimeRate, 0)]);
    if (details.open)
      showTable(details, title, columns, cells);
  }

  return {
    update(next) {
      rows = next.filter(row => row.group !== undefined);
      emptyNote.hidden = rows.length > 0;
      draw();
    },
  };
}
