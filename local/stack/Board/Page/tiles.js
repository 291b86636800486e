// The tiles at the top of the page, which show the most important figures.
import { duration, element, number, plural } from './format.js';

const lateLag = 60;
const lateEvent = 10_000;

/** Creates the tiles. Returns a function that updates the tiles. */
export function makeTiles(list) {
  const tiles = new Map();
  return (state, point) => {
    for (const { name, value, unit, note, level } of tilesOf(state, point)) {
      if (!tiles.has(name))
        tiles.set(name, addTile(list, name));
      const tile = tiles.get(name);
      tile.value.textContent = value;
      tile.unit.textContent = unit ?? '';
      tile.note.textContent = note;
      tile.box.dataset.level = level ?? '';
    }
  };
}

function addTile(list, name) {
  const value = element('span', { className: 'value' });
  const unit = element('span', { className: 'unit' });
  const note = element('dd', { className: 'tileNote' });
  const box = element('div', { className: 'tile' }, element('dt', {}, name), element('dd', {}, value, unit), note);
  list.append(box);
  return { box, value, unit, note };
}

function tilesOf({ totals, telemetryAgeSeconds }, point) {
  const waiting = point.partitions.reduce((sum, partition) => sum + partition.waiting, 0);
  const lag = Math.max(0, ...point.partitions.map(partition => partition.lagSeconds));
  const { api, endToEnd } = point;
  const isSilent = telemetryAgeSeconds === null || telemetryAgeSeconds > 5;
  return [
    { name: 'Into the hub', value: number(point.inRate), unit: '/s', note: plural(totals.received, 'event') + ' read' },
    { name: 'Stored', value: number(point.storedRate), unit: '/s', note: plural(totals.stored, 'event') },
    {
      name: 'Dead-lettered', value: number(totals.deadLettered), note: `${number(point.deadLetteredRate)}/s now`,
      level: point.deadLetteredRate > 0 ? 'warn' : '',
    },
    { name: 'Behind', value: number(lag), unit: 's', note: plural(waiting, 'event') + ' waiting', level: lag > lateLag ? 'bad' : '' },
    {
      name: 'Hub to queryable', value: endToEnd ? duration(endToEnd.p99) : '–',
      note: endToEnd ? `p99; median ${duration(endToEnd.p50)}` : 'no event in 10 s',
      level: endToEnd?.p99 > lateEvent ? 'bad' : '',
    },
    {
      name: 'API', value: number(api.rate), unit: '/s',
      note: api.latency ? `p99 ${duration(api.latency.p99)}, ${number(api.errorRate)} errors/s` : 'no request in 10 s',
      level: api.errorRate > 0 ? 'bad' : '',
    },
    {
      name: 'Breaker', value: point.breaker, note: isSilent ? 'no metrics from the worker' : 'worker is running',
      level: point.breaker === 'open' ? 'bad' : isSilent || point.breaker === 'probing' ? 'warn' : '',
    },
  ];
}
