// Prepares an existing database for kusto/schema.kql: stores the codes of past flights as the API searches them, creates the view
// FlightStates with all stored events in it, compares it with the events, replaces the view Flights by the function of that name, and gives
// the events of future flights their new ids. A database script cannot do it: it starts a backfill and does not wait. A second run,
// after the end of the previous release, gives the events that it has stored in the meantime their codes and new ids, too.
// Every step can be repeated; a database that is new or already prepared is unchanged. The schema narrows the hot cache afterwards.
// usage: migrate-kusto.mjs CLUSTER DATABASE SCHEMA.kql      POLL_SECONDS, WAIT_MINUTES: how often, and how long in all, to wait
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { migrateFlightIds, normalizeCodes } from './flight-ids.mjs';
import { loadReferenceData, referenceTables } from './reference-data.mjs';

const [cluster, database, schemaFile] = process.argv.slice(2);
const pollSeconds = Number(process.env.POLL_SECONDS ?? 15);
// Below the timeout of the job, which would cancel this in the middle of a step.
const waitMinutes = Number(process.env.WAIT_MINUTES ?? 200);
const deadline = Date.now() + waitMinutes * 60_000;
const sampledFlights = 1000;

/** Flights with an event younger than this are not compared: it may be in one of the two only. */
const quietMinutes = 5;

/** The Azure CLI renews its tokens; a backfill takes longer than one lives. The local engine, without TLS, needs none. */
function authorization() {
  if (!cluster.startsWith('https:')) return {};
  const token = execFileSync('az', ['account', 'get-access-token', '--resource', cluster, '--query', 'accessToken', '--output', 'tsv']);
  return { Authorization: `Bearer ${token.toString().trim()}` };
}

const pendingStates = ['InProgress', 'Scheduled', 'Throttled'];

/** A command or query; its first table as objects. */
async function execute(kind, csl) {
  const response = await fetch(`${cluster.replace(/\/$/, '')}/v1/rest/${kind}`, {
    method: 'POST',
    headers: { ...authorization(), 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ db: database, csl }),
  });
  const text = await response.text();
  if (!response.ok) {
    const error = new Error(`${csl.split('\n')[0]}: ${response.status} ${text.slice(0, 2000)}`);
    throw Object.assign(error, { status: response.status });
  }
  const { Columns, Rows } = JSON.parse(text).Tables[0];
  return Rows.map(row => Object.fromEntries(Columns.map((column, i) => [column.ColumnName, row[i]])));
}

const manage = csl => execute('mgmt', csl);
const query = csl => execute('query', csl);

/** Calls until it returns true. */
async function until(what, isDone) {
  while (!await isDone()) {
    if (Date.now() > deadline)
      throw new Error(`${what} is not complete after ${waitMinutes} minutes. Run this step again: it continues to wait.`);
    await setTimeout(pollSeconds * 1000);
  }
}

async function completion(what, operation) {
  await until(what, async () => {
    const [{ State: state, Status: status }] = await manage(`.show operations ${operation}`);
    if (pendingStates.includes(state)) return false;
    if (state !== 'Completed') throw new Error(`${what} ended as ${state}: ${status}`);
    return true;
  });
}

/** An `async` command, until it is complete. Any other must respond within five minutes, the timeout of fetch. */
async function manageInBackground(csl) {
  const [{ OperationId: operation }] = await manage(csl);
  await completion(csl.split(' <|')[0], operation);
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

function daysAgo(days) {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

async function views() {
  return new Map((await manage('.show materialized-views')).map(view => [view.Name, view]));
}

const store = { query, manageInBackground, until };

/** Flights that departed longer ago keep their ids: no events of them are to come. */
const since = daysAgo(Number(process.env.KEEP_DAYS ?? 2));

/**
 * Events stored since the view exists are looked for in the hot cache only: a release that stays unfinished for longer leaves older ones.
 */
const recently = daysAgo(31);

/** The backfill that an earlier run of this step has started, if it is in progress. */
async function runningBackfill() {
  const running = (await manage('.show operations')).filter(operation =>
    operation.Operation.startsWith('MaterializedViewCreate') && pendingStates.includes(operation.State) && operation.Database === database);
  return running.at(-1)?.OperationId;
}

async function loadReferences() {
  for (const table of referenceTables) await manage(commandOf(new RegExp(`^\\.create-merge table ${table}\\b`)));
  await loadReferenceData(manage, path.join(path.dirname(schemaFile), 'reference'));

  // Fails here, and not in each query, if the cluster does not know one of the time zones.
  await query('Airports | where isnotempty(TimeZone) | distinct TimeZone '
    + '| extend Local = datetime_utc_to_local(now(), TimeZone) | where isnull(Local) | count');
}

async function createFlightStates() {
  // A view of all columns is disabled when a column is added, unless it follows them.
  if ((await views()).has('Flights')) await manage('.alter materialized-view Flights autoUpdateSchema true');
  await manage(createTable);

  await loadReferences();
  let operation = await runningBackfill();
  if (!operation && !(await views()).has('FlightStates')) await normalizeCodes(store, since);

  // A backfill reads what is in the hot cache, and nothing else.
  await manage('.alter table FlightEvents policy caching hot = 36500d');
  await until('Loading all events into the hot cache', async () => {
    const [details] = await manage('.show table FlightEvents details');
    return details.HotRowCount === undefined || Number(details.HotRowCount) >= Number(details.TotalRowCount);
  });

  const started = operation ? [] : await manage(createView.replace(
    '.create ifnotexists materialized-view with (', '.create async ifnotexists materialized-view with (backfill = true, '));
  operation ??= started[0]?.OperationId;
  console.log(`FlightStates is being backfilled: operation ${operation ?? 'none'}.`);
  if (operation) await completion('The backfill', operation);
}

/** The flights that are missing from the view or superfluous in it, and the number of a sample that differ. */
async function compare() {
  const comparable = '| project-away UpdatedBy, PartitionId, SequenceNumber, EnqueuedAt, IngestedAt '
    + '| project FlightId, State = tostring(pack_all())';
  const quiet = 'Quiet = FlightEvents | summarize Newest = max(IngestedAt), Events = count() by FlightId '
    + `| where Newest < ago(${quietMinutes}m)`;
  const [counts] = await query(`let ${quiet};
print Quiet = toscalar(Quiet | count), Missing = toscalar(Quiet | join kind=leftanti FlightStates on FlightId | count),
  Unknown = toscalar(FlightStates | join kind=leftanti (FlightEvents | distinct FlightId) on FlightId | count)`);
  const [{ Count: differing }] = await query(`let ${quiet};
let Sample = Quiet | top ${sampledFlights} by Events desc | project FlightId;
let Folded = ${definition.replace(/^FlightEvents$/m, 'FlightEvents | where FlightId in (Sample)')}
${comparable};
let Viewed = FlightStates | where FlightId in (Sample) ${comparable};
Folded | join kind=leftanti Viewed on FlightId, State | count`);
  console.log(`Of ${counts.Quiet} flights ${counts.Missing} are missing in the view, which has ${counts.Unknown} without events; `
    + `${differing} of the ${sampledFlights} flights with most events differ.`);
  return Number(counts.Missing) === 0 && Number(counts.Unknown) === 0 && Number(differing) === 0;
}

async function replaceFlights() {
  // Deletions and refreshes are not seen at once.
  let isEqual = await compare();
  for (let attempt = 1; attempt < 5 && !isEqual; attempt++) {
    await setTimeout(pollSeconds * 1000);
    isEqual = await compare();
  }
  if (!isEqual)
    throw new Error(
      'FlightStates differs from the events. Flights is unchanged. See docs/operations/runbooks/kusto.md#kusto-view-unhealthy.');

  await manage(`.execute database script with (ThrowOnErrors = true) <|\n.drop materialized-view Flights ifexists\n\n${createFunction}`);
  console.log('Flights is a function over FlightStates.');
}

/** A view is created once. If it has another definition under the same name, the schema script would fail at a function that reads it. */
async function checkDefinition() {
  const columnsOf = async text => (await query(`${text}\n| getschema | project ColumnName`)).map(row => row.ColumnName);
  const existing = new Set(await columnsOf('FlightStates'));
  const missing = (await columnsOf(definition.replace(/^FlightEvents$/m, 'FlightEvents | take 0'))).filter(column => !existing.has(column));
  if (missing.length > 0)
    throw new Error(`The view FlightStates lacks ${missing.join(', ')}: it was created with another definition than kusto/schema.kql has `
      + 'under this name. See docs/operations/rollback.md.');
}

async function migrate() {
  const tables = await manage('.show tables');
  const existing = await views();
  if (!tables.some(table => table.TableName === 'FlightEvents')) {
    console.log(`${database} has no events: the schema creates everything.`);
    return;
  }

  const isMigrated = existing.has('FlightStates') && !existing.has('Flights');
  if (isMigrated) {
    await manage(createTable);
    await checkDefinition();
  } else {
    await createFlightStates();
    await replaceFlights();
  }

  const normalized = await normalizeCodes(store, since, recently);
  const events = await migrateFlightIds(store, since);
  if (events > 0) console.log(`${events} events of future flights have their new ids.`);
  else if (isMigrated && normalized === 0)
    console.log('FlightStates exists, the view Flights does not, and no event has an id in the earlier form: nothing to do.');
}

try {
  await migrate();
} catch (error) {
  console.error(`##vso[task.logissue type=error]${error.message}`);
  process.exitCode = 1;
}
