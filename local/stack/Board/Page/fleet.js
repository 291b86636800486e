// The simulated systems: the panels of the workbook's page Fleet, and the simulated faults of each system.
import { budget, dateTime, duration, element, minutes, number, percent, plural, table } from './format.js';
import { get, withKey } from './server.js';
import { startTheme } from './theme.js';

const retryAfter = 5_000;

// The heading of each workbook column, and the function that formats the column's values.
const columns = {
  ApiBudgetLeft: ['API error budget left', budget],
  Stored: ['Events stored', number],
  DeadLetterRatio: ['Dead letters', value => percent(value, 2)],
  WorstLagMs: ['Largest lag', duration],
  SilentMinutes: ['Silent for', minutes],
  Ratio: ['Ratio', value => `${number(value)} ×`],
  From: ['From (UTC)', clock],
  Until: ['Until', clock],
  Usd: ['Cost (USD)', number],
  UsdPerMillion: ['USD per million events', number],
};

// The widths of the panels in order. The ranking has the full width, and outliers and shared causes are side by side.
const widths = ['full', 'wide', 'map', 'full'];

const $ = id => document.getElementById(id);

startTheme($('theme'));
$('board').href = withKey('.');
load();

async function load() {
  try {
    show(await get('fleet.json'));
    showState('live', 'Simulated');
    document.body.dataset.ready = 'true';
  } catch (error) {
    showState('lost', error.status ? error.message : 'No connection');
    setTimeout(load, retryAfter);
  }
}

function show({ rows, until, minutes: length, faults, panels }) {
  $('fleetNote').textContent = `${plural(Object.keys(faults).length, 'simulated system')}: ${length} minutes until ${dateTime(until)} UTC, `
    + `${plural(rows, 'row')} of telemetry, evaluated by the workbook's queries`;
  $('fleet').append(...panels.map((panel, i) => panelOf(panel, faults, widths[i] ?? 'full')));
}

function panelOf({ title, columns: names, rows }, faults, width) {
  const ofSystems = names[0] === 'System';
  const headings = names.map((name, i) => [columns[name]?.[0] ?? name, rows.some(row => typeof row[i] === 'number') ? 'number' : '']);
  const cells = rows.map(row => row.map((value, i) => textOf(names[i], value)));
  if (ofSystems) {
    headings.splice(1, 0, ['Simulated fault']);
    cells.forEach(row => row.splice(1, 0, faultsOf(faults[row[0]])));
  }
  const content = rows.length === 0 ? element('p', { className: 'empty' }, 'None.') : table(title, headings, cells);
  return element('div', { className: `panel ${width}` },
    element('h3', {}, title),
    element('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': title }, content));
}

function textOf(name, value) {
  const format = columns[name]?.[1] ?? (typeof value === 'number' ? number : String);
  return value === null ? '–' : format(value);
}

function clock(value) {
  return dateTime(value).slice(11, 16);
}

function faultsOf(faults) {
  if (!faults?.length)
    return element('span', { className: 'note' }, 'none');
  const pills = faults.map(fault => element('span', { className: 'pill', 'data-state': 'lost' }, fault));
  return element('span', { className: 'actions' }, ...pills);
}

function showState(state, text) {
  $('connection').textContent = text;
  $('connection').dataset.state = state;
}
