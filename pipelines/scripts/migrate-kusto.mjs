// Prepares an existing database for kusto/schema.kql: gives events of flights to come their new ids, creates the view FlightStates
// with all stored events in it, compares it with the events, and replaces the view Flights by the function of that name. A database script cannot do it: it starts a backfill and does not wait.
// Every step can be repeated, and a database that is new or prepared already is left as it is. The schema narrows the hot cache afterwards.
// usage: migrate-kusto.mjs CLUSTER DATABASE SCHEMA.kql      POLL_SECONDS, WAIT_MINUTES: how often and how long to wait
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { migrateFlightIds } from './flight-ids.mjs';
import { loadReferenceData, referenceTables } from './reference-data.mjs';

const [cluster, database, schemaFile] = process.argv.slice(2);
const pollSeconds = Number(process.env.POLL_SECONDS ?? 15);
const waitMinutes = Number(process.env.WAIT_MINUTES ?? 100);
const sampledFlights = 1000;

/** The Azure CLI renews its tokens; a backfill takes longer than one lives. The local engine, without TLS, needs none. */
function authorization() {
  if (!cluster.startsWith('https:')) return {};
  const token = execFileSync('az', ['account', 'get-access-token', '--resource', cluster, '--query', 'accessToken', '--output', 'tsv']);
  return { Authorization: `Bearer ${token.toString().trim()}` };
}

/** A command or query; its first table as objects. */
async function execute(kind, csl) {
  const response = await fetch(`${cluster.replace(/\/$/, '')}/v1/rest/${kind}`, {
    method: 'POST',
    headers: { ...authorization(), 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ db: database, csl }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${csl.split('\n')[0]}: ${response.status} ${text.slice(0, 2000)}`);
  const { Columns, Rows } = JSON.parse(text).Tables[0];
  return Rows.map(row => Object.fromEntries(Columns.map((column, i) => [column.ColumnName, row[i]])));
}

const manage = csl => execute('mgmt', csl);
const query = csl => execute('query', csl);

/** Calls until it returns true. */
async function until(what, isDone) {
  const deadline = Date.now() + waitMinutes * 60_000;
  while (!await isDone()) {
    if (Date.now() > deadline) throw new Error(`${what} takes longer than ${waitMinutes} minutes. Run this step again: it continues to wait.`);
    await setTimeout(pollSeconds * 1000);
  }
}

const commands = fs.readFileSync(schemaFile, 'utf8').split(/^(?=\.)/m).map(text => text.replace(/^\/\/.*$/gm, '').trim());
function commandOf(pattern) {
  const command = commands.find(text => pattern.test(text));
  if (!command) throw new Error(`${schemaFile} has no command like ${pattern}.`);
  return command;
}
const createTable = commandOf(/^\.create-merge table FlightEvents\b/);
const createView = commandOf(/^\.create ifnotexists materialized-view [\s\S]*?\bFlightStates on table FlightEvents\b/);
const createFunction = commandOf(/^\.create-or-alter function [^\n]*\nFlights\(\)/);
const definition = createView.slice(createView.indexOf('{') + 1, createView.lastIndexOf('}')).trim();

async function views() {
  return new Map((await manage('.show materialized-views')).map(view => [view.Name, view]));
}

async function createFlightStates() {
  // A view of all columns is disabled when a column is added, unless it follows them.
  if ((await views()).has('Flights')) await manage('.alter materialized-view Flights autoUpdateSchema true');
  await manage(createTable);

  // Of flights that departed longer ago no events are to come.
  for (const table of referenceTables) await manage(commandOf(new RegExp(`^\\.create-merge table ${table}\\b`)));
  await loadReferenceData(manage, path.join(path.dirname(schemaFile), 'reference'));
  await migrateFlightIds(manage, new Date(Date.now() - 2 * 86_400_000).toISOString());

  // A backfill reads what is in the hot cache, and nothing else.
  await manage('.alter table FlightEvents policy caching hot = 36500d');
  await until('Loading all events into the hot cache', async () => {
    const [details] = await manage('.show table FlightEvents details');
    return details.HotRowCount === undefined || Number(details.HotRowCount) >= Number(details.TotalRowCount);
  });

  const started = await manage(createView.replace('.create ifnotexists materialized-view with (', '.create async ifnotexists materialized-view with (backfill = true, '));
  const operation = started[0]?.OperationId;
  console.log(`FlightStates is being backfilled: operation ${operation ?? 'none'}.`);
  if (operation) {
    await until('The backfill', async () => {
      const [{ State: state, Status: status }] = await manage(`.show operations ${operation}`);
      if (['InProgress', 'Scheduled', 'Throttled'].includes(state)) return false;
      if (state !== 'Completed') throw new Error(`The backfill ended as ${state}: ${status}`);
      return true;
    });
  }
}

/** Flights of the view and of the events, and how many of a sample differ. */
async function compare() {
  const comparable = '| project-away UpdatedBy, PartitionId, SequenceNumber, EnqueuedAt, IngestedAt | project FlightId, State = tostring(pack_all())';
  const [counts] = await query('print InView = toscalar(FlightStates | count), InEvents = toscalar(FlightEvents | distinct FlightId | count)');
  const [{ Count: differing }] = await query(`let Sample = FlightEvents | summarize Events = count() by FlightId | top ${sampledFlights} by Events desc | project FlightId;
let Folded = ${definition.replace(/^FlightEvents$/m, 'FlightEvents | where FlightId in (Sample)')}
${comparable};
let Viewed = FlightStates | where FlightId in (Sample) ${comparable};
Folded | join kind=leftanti Viewed on FlightId, State | count`);
  console.log(`${counts.InView} flights in the view, ${counts.InEvents} in the events; ${differing} of the ${sampledFlights} flights with most events differ.`);
  return counts.InView === counts.InEvents && differing === 0;
}

async function migrate() {
  const tables = await manage('.show tables');
  const existing = await views();
  if (!tables.some(table => table.TableName === 'FlightEvents')) {
    console.log(`${database} has no events: the schema creates everything.`);
  } else if (existing.has('FlightStates') && !existing.has('Flights')) {
    console.log('FlightStates is there, and no view Flights: nothing to do.');
  } else {
    await createFlightStates();

    // Events that arrive between the two queries count in one of them only.
    let isEqual = false;
    for (let attempt = 0; attempt < 5 && !isEqual; attempt++) isEqual = await compare();
    if (!isEqual) throw new Error('FlightStates differs from the events. Flights is unchanged. See docs/operations/runbooks/kusto-view-unhealthy.md.');

    await manage(`.execute database script with (ThrowOnErrors = true) <|\n.drop materialized-view Flights ifexists\n\n${createFunction}`);
    console.log('Flights is a function over FlightStates.');
  }
}

try {
  await migrate();
} catch (error) {
  console.error(`##vso[task.logissue type=error]${error.message}`);
  process.exitCode = 1;
}
