// The page's main module. While the page is visible, it requests the state each second, and the flights and dead letters less often.
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

// The minimum pause, as a multiple of the previous task's duration.
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
  // After a restart of the stack, the numbers of the points start at zero again.
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

/**
 * Runs a task now and after each pause while the page is visible. After a slow task, the pause is longer, to limit the load on the stack.
 */
async function repeat(pause, task) {
  for (;;) {
    const start = performance.now();
    if (!document.hidden)
      await task();
    const rest = Math.max(pause, restsPerTask * (performance.now() - start));
    await new Promise(resolve => { setTimeout(resolve, rest); });
  }
}

// Screen readers announce the text, so it is written only when it changes.
function showConnection(state, text) {
  const pill = $('connection');
  if (pill.textContent !== text) {
    pill.textContent = text;
    pill.dataset.state = state;
  }
}
