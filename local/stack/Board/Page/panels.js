// The page's line charts and their values.
import { lineChart } from './charts.js';
import { duration, number, percent } from './format.js';

const processes = { stack: 'Stack (hub, engine, host)', worker: 'Worker', storage: 'Azurite' };
// The indexes of these colors in the palette.
const [blue, green, red] = [0, 2, 7];

const percentiles = latency => [['p50', latency?.p50], ['p95', latency?.p95], ['p99', latency?.p99]];
const perSecond = value => `${number(value)}/s`;
const seconds = value => (value === null ? '–' : `${number(value)} s`);

const charts = {
  rates: {
    title: 'Events per second', format: perSecond, area: true, colors: [blue, green, red],
    seriesOf: point => [['Into the hub', point.inRate], ['Stored', point.storedRate], ['Dead-lettered', point.deadLetteredRate]],
  },
  lag: {
    title: 'Lag', note: 'age of the oldest waiting event, by partition', format: seconds,
    seriesOf: point => point.partitions.map(partition => [`#${partition.id}`, partition.lagSeconds]),
  },
  checkpoint: {
    title: 'Checkpoint age', note: 'time since a batch arrived, by partition', format: duration, empty: 'No recent batch',
    seriesOf: point => point.partitions.map(partition => [`#${partition.id}`, partition.checkpointAge]),
  },
  endToEnd: {
    title: 'Hub to queryable', note: 'oldest event of each round, last 10 s', format: duration, empty: 'No stored event yet',
    seriesOf: point => percentiles(point.endToEnd),
  },
  requests: {
    title: 'Requests per second', note: 'this page sends about one every two seconds', format: perSecond, area: true, colors: [blue, red],
    seriesOf: point => [['All', point.api.rate], ['Server errors', point.api.errorRate]],
  },
  latency: {
    title: 'Response time', note: 'last 10 s', format: duration, empty: 'No request yet',
    seriesOf: point => percentiles(point.api.latency),
  },
  cache: {
    title: 'Responses from the cache', note: 'last 10 s', format: value => percent(value, 0), axisMax: 1, empty: 'No cacheable request yet',
    seriesOf: point => [['Share', point.api.cacheRatio]],
  },
  processor: {
    title: 'Processor', note: 'cores in use', format: number,
    seriesOf: point => point.processes.map(process => [processes[process.name], process.cores]),
  },
  memory: {
    title: 'Memory', note: 'working set', format: value => (value === null ? '–' : `${number(Math.round(value))} MB`),
    seriesOf: point => point.processes.map(process => [processes[process.name], process.memoryBytes / (1 << 20)]),
  },
};

/** Creates the charts in the document's figure elements. Returns a function that updates the charts. */
export function makeCharts(root) {
  const made = Object.entries(charts).map(([name, options]) => lineChart(root.querySelector(`[data-chart=${name}]`), options));
  return points => made.forEach(chart => chart.update(points));
}
