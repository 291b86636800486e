// The page: requests the state each second, and flights and dead letters less often, while it is visible.
import { makeCharts } from './panels.js';
import { element } from './format.js';
import { makeFlights } from './flights.js';
import { makeFunctions } from './functions.js';
import { makeDeadLetters } from './deadLetters.js';
import { makeObjectives } from './objectives.js';
import { get, withKey } from './server.js';
import { startTheme } from './theme.js';
import { makeTiles } from './tiles.js';

const maxPoints = 300;

// The least pause, in durations of the task before it.
const restsPerTask = 5;

const $ = id => document.getElementById(id);

startTheme($('theme'));
const updateTiles = makeTiles($('tiles'));
const updateCharts = makeCharts(document);
const updateObjectives = makeObjectives($('objectiveList'), $('objectivesNote'));
const updateFunctions = makeFunctions($('functionList'));
const flights = makeFlights(document);
const deadLetters = makeDeadLetters(document);

let points = [];
let next = 0;

repeat(1_000, readState);
repeat(5_000, flights.refresh);
repeat(4_000, deadLetters.refresh);

async function readState() {
  let state;
  try {
    state = await get(`state?after=${next}`);
    if (!$('links').firstChild)
      showLinks(await get('links'));
  } catch (error) {
    showConnection('lost', error.status ? error.message : 'No connection');
    return;
  }
  // A stack that has restarted counts from the beginning.
  points = state.next < next ? state.points : [...points, ...state.points].slice(-maxPoints);
  next = state.next;
  showConnection('live', 'Live');
  if (points.length === 0)
    return;
  updateTiles(state, points.at(-1));
  updateCharts(points);
  updateObjectives(state);
  updateFunctions(state.functions);
  document.body.dataset.ready = 'true';
}

function showLinks(links) {
  const anchors = links.map(({ name, address }) => element('a', { href: withKey(address), target: '_blank', rel: 'noopener' }, name));
  $('links').replaceChildren(...anchors);
}

/** Runs a task now and after each pause. Hidden pages rest; after a long task the pause is longer, so that the page is not the load. */
async function repeat(pause, task) {
  for (;;) {
    const start = performance.now();
    if (!document.hidden)
      await task();
    const rest = Math.max(pause, restsPerTask * (performance.now() - start));
    await new Promise(resolve => { setTimeout(resolve, rest); });
  }
}

// Announced by screen readers: written only when it changes.
function showConnection(state, text) {
  const pill = $('connection');
  if (pill.textContent !== text) {
    pill.textContent = text;
    pill.dataset.state = state;
  }
}
