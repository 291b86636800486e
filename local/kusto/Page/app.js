// Creates the page: editor, schema, results, history, samples and theme.
import { KustoError, execute, showSchema } from './kusto.js';
import { createEditor } from './editor.js';
import { element, showGrid, textOf } from './grid.js';
import { dispose, kindOf, kinds, showChart } from './charts.js';
import { addToHistory, showHistory } from './history.js';
import { showSamples } from './samples.js';
import { showTree } from './schema.js';
import { linkTo, queryOfLink } from './share.js';
import { makeDividers, makeTabs } from './layout.js';

const $ = id => document.getElementById(id);
const draft = 'kusto.draft';
const settings = await (await fetch('page/settings.json')).json();
const { database } = settings;

let editor;
let running = null;
let shown = null;

$('database').textContent = database;
document.title = `${database} – Kusto query page`;
setTheme(localStorage.getItem('kusto.theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'));
makeDividers();
makeTabs(document.querySelector('.side > .tabs'), panel => {
  for (const section of document.querySelectorAll('.panel'))
    section.hidden = section.id !== panel;
});

// A link only fills the editor. The user must start the query.
editor = await createEditor($('editor'), queryOfLink() ?? localStorage.getItem(draft) ?? settings.samples[0]?.query ?? '', theme());
editor.onRun(run);
editor.editor.onDidChangeModelContent(() => localStorage.setItem(draft, editor.text));
showHistory($('history'), query => editor.append(query));
showSamples($('samples'), settings.samples, query => { editor.append(query); run(); });
await refreshSchema();
document.body.dataset.ready = 'true';

$('run').onclick = run;
$('cancel').onclick = () => running?.abort();
$('format').onclick = () => editor.format();
$('theme').onclick = () => setTheme(theme() === 'dark' ? 'light' : 'dark');
$('share').onclick = async () => {
  const link = linkTo(editor.current().text || editor.text);
  history.replaceState(null, '', link);
  await copy(link, 'Link copied to the clipboard.');
};
$('chartKind').onchange = () => drawChart(shown.result, $('chartKind').value);
$('copy').onclick = () => copy(lines(shown.result, '\t', value => value.replace(/[\t\r\n]/g, ' ')), 'Rows copied to the clipboard.');
$('csv').onclick = () => {
  const url = URL.createObjectURL(new Blob([lines(shown.result, ',', quoteCsv)], { type: 'text/csv' }));
  Object.assign(document.createElement('a'), { href: url, download: `${shown.result.name}.csv` }).click();
  URL.revokeObjectURL(url);
};
window.addEventListener('keydown', event => {
  if (event.key === 'Escape')
    running?.abort();
});
window.addEventListener('hashchange', () => {
  const query = queryOfLink();
  if (query !== null)
    editor.text = query;
});

async function run() {
  if (running)
    return;
  const query = editor.current();
  if (query.text.trim() === '')
    return;
  running = new AbortController();
  const started = performance.now();
  const clock = setInterval(() => status(`Running … ${seconds(started)}`, true), 100);
  setRunning(true);
  let outcome;
  try {
    const results = await execute(query.text, database, running.signal);
    const rows = results.reduce((sum, { rows: { length } }) => sum + length, 0);
    outcome = `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'} · ${seconds(started)}`;
    showResults(results);
    status(outcome);
    if (query.text.trimStart().startsWith('.') && !/^\s*\.show/i.test(query.text))
      await refreshSchema();
  } catch (error) {
    const isCanceled = error.name === 'AbortError';
    outcome = isCanceled ? 'Canceled' : error.title ?? 'Failed';
    showError(isCanceled ? new KustoError('Canceled', `The query was canceled after ${seconds(started)}.`, null) : error, query);
    status(outcome);
  } finally {
    clearInterval(clock);
    setRunning(false);
    running = null;
  }
  addToHistory({ query: query.text, outcome, at: Date.now(), failed: !/rows? ·/.test(outcome) });
  showHistory($('history'), text => editor.append(text));
}

function showResults(results) {
  const tabs = results.flatMap((result, i) => {
    const name = results.length > 1 ? result.name === 'PrimaryResult' ? `Result ${i + 1}` : result.name : null;
    const kind = kindOf(result);
    const table = { label: name ?? 'Table', result, draw: () => drawGrid(result) };
    const label = name ? `${name} (chart)` : 'Chart';
    const chart = { label, result, isChart: true, draw: () => drawChart(result, kind ?? guess(result)) };
    return kind ? [chart, table] : [table, chart];
  });
  const bar = $('resultTabs');
  bar.replaceChildren(...tabs.map((tab, i) => {
    const button = element('button', '', tab.label);
    button.setAttribute('role', 'tab');
    button.onclick = () => open(i);
    return button;
  }));
  const open = index => {
    shown = tabs[index];
    [...bar.children].forEach((button, i) => button.setAttribute('aria-selected', String(i === index)));
    $('chartKind').hidden = !shown.isChart;
    $('copy').hidden = $('csv').hidden = false;
    shown.draw();
    if (shown.result.warning)
      $('output').prepend(element('div', 'error', shown.result.warning));
  };
  open(0);
}

function drawGrid(result) {
  dispose();
  if (result.columns.length === 0 || result.rows.length === 0 && result.columns.length === 0)
    return $('output').replaceChildren(element('div', 'empty', 'The command returned no result.'));
  showGrid($('output'), result, showDetail);
  if (result.rows.length === 0)
    $('output').append(element('div', 'empty', 'No rows'));
}

async function drawChart(result, kind) {
  shown = { ...shown, kind };
  const choices = kind === 'card' ? ['card', ...kinds] : kinds;
  $('chartKind').replaceChildren(
    ...choices.map(name => new Option(name === 'map' ? 'scatter map' : name, name, false, name === kind)));
  try {
    await showChart($('output'), result, kind);
  } catch (error) {
    dispose();
    $('output').replaceChildren(element('div', 'empty', error.message));
  }
}

function guess({ columns }) {
  return columns.some(column => column.type === 'datetime') ? 'timechart' : 'columnchart';
}

function showError(error, query) {
  dispose();
  shown = null;
  $('resultTabs').replaceChildren();
  $('chartKind').hidden = $('copy').hidden = $('csv').hidden = true;
  const box = element('div', 'error');
  box.append(element('h2', '', error.title ?? 'The engine cannot be reached'), element('p', '', error.message));
  if (error.position) {
    const line = query.line + error.position.line - 1;
    const column = error.position.line === 1 ? query.column + error.position.column - 1 : error.position.column;
    const button = element('button', '', `Line ${line}, column ${column}`);
    button.onclick = () => editor.goTo(line, column);
    box.append(button);
  }
  $('output').replaceChildren(box);
}

function showDetail(column, value) {
  $('detailName').textContent = `${column.name}: ${column.type}`;
  $('detailValue').textContent = value !== null && typeof value === 'object' ? JSON.stringify(value, null, 2) : textOf(value, column.type);
  $('detail').showModal();
}

async function refreshSchema() {
  const schema = await showSchema(database);
  await editor.setSchema(schema, database);
  showTree($('tree'), $('filter'), schema.Databases[database], text => editor.insert(text));
}

function lines({ columns, rows }, separator, quote) {
  const texts = row => row.map((value, i) => quote(value === null ? '' : textOf(value, columns[i].type)));
  return [columns.map(({ name }) => quote(name)), ...rows.map(texts)]
    .map(values => values.join(separator)).join('\n');
}

// Spreadsheet programs evaluate values that start like formulas.
function quoteCsv(value) {
  const safe = /^[=+\-@\t\r]/.test(value) && !/^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

async function copy(text, message) {
  await navigator.clipboard.writeText(text);
  const toast = document.body.appendChild(element('div', 'toast', message));
  setTimeout(() => toast.remove(), 1800);
}

function setRunning(isRunning) {
  $('run').hidden = isRunning;
  $('cancel').hidden = !isRunning;
}

function status(text, isBusy = false) {
  $('status').replaceChildren(...(isBusy ? [element('span', 'spinner')] : []), text);
}

function theme() {
  return document.documentElement.dataset.theme;
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  localStorage.setItem('kusto.theme', name);
  editor?.setTheme(name);
  if (shown?.isChart)
    drawChart(shown.result, shown.kind);
}

function seconds(started) {
  return `${((performance.now() - started) / 1000).toFixed(2)} s`;
}
