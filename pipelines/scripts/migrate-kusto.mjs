// Prepares an existing database for kusto/schema.kql: normalizes the codes of past flights, creates the view FlightStates from all stored
// events, compares the view with the events, replaces the view Flights with the function of that name, and updates the ids of future
// flights. A database script cannot do this, because it would start a backfill without waiting for it. A second run, after the previous
// release has ended, updates the events that the previous release has stored in the meantime. Every step can be repeated. A new or already
// prepared database is unchanged. The schema reduces the hot cache afterwards.
// usage: migrate-kusto.mjs CLUSTER DATABASE SCHEMA.kql      POLL_SECONDS, WAIT_MINUTES: polling interval and total time limit
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { migrateFlightIds, normalizeCodes } from './flight-ids.mjs';
import { loadReferenceData, referenceTables } from './reference-data.mjs';

const [cluster, database, schemaFile] = process.argv.slice(2);
const pollSeconds = Number(process.env.POLL_SECONDS ?? 15);
// The limit is below the job's timeout, which would cancel the script in the middle of a step.
const waitMinutes = Number(process.env.WAIT_MINUTES ?? 200);
const deadline = Date.now() + waitMinutes * 60_000;
const sampledFlights = 1000;

/** Flights with a more recent event are not compared, because the event can be missing from the view or from the events. */
const quietMinutes = 5;

/**
 * Requests a token from the Azure CLI, which renews expired tokens, because a backfill takes longer than a token's lifetime. The local
 * engine requires no token.
 */
function authorization() {
  if (!cluster.startsWith('https:')) return {};
  const token = execFileSync('az', ['account', 'get-access-token', '--resource', cluster, '--query', 'accessToken', '--output', 'tsv']);
  return { Authorization: `Bearer ${token.toString().trim()}` };
}

const pendingStates = ['InProgress', 'Scheduled', 'Throttled'];

/** Executes a command or query and returns the rows of the first table as objects. */
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

/** Calls a function until it returns true. */
async function until(what, isDone) {
  while (!await isDone()) {
    if (Date.now() > deadline)
      throw new Error(`${what} is not complete after ${waitMinutes} minutes. Run this step again to continue waiting.`);
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

/** Executes an `async` command and waits until it is complete. Other commands must complete within fetch's timeout of five minutes. */
async function manageInBackground(csl) {
  const [{ OperationId: operation }] = await manage(csl);
  await completion(csl.split(' <|')[0], operation);
}

const commands = fs.readFileSync(schemaFile, 'utf8').split(/^(?=\.)/m).map(text => text.replace(/^\/\/.*$/gm, '').trim());
function commandOf(pattern) {
  const command = commands.find(text => pattern.test(text));
  if (!command) throw new Error(`${schemaFile} has no command that matches ${pattern}.`);
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

/** Flights that departed before this time keep their ids, because no more events are expected. */
const since = daysAgo(Number(process.env.KEEP_DAYS ?? 2));

/**
 * The start of the time range in which the script searches for events that were stored after the view was created. The range is the hot
 * cache period. If a release remains unfinished for longer, older events are not updated.
 */
const recently = daysAgo(31);

/** Returns the operation id of a backfill in progress that an earlier run of this step has started. */
async function runningBackfill() {
  const running = (await manage('.show operations')).filter(operation =>
    operation.Operation.startsWith('MaterializedViewCreate') && pendingStates.includes(operation.State) && operation.Database === database);
  return running.at(-1)?.OperationId;
}

async function loadReferences() {
  for (const table of referenceTables) await manage(commandOf(new RegExp(`^\\.create-merge table ${table}\\b`)));
  await loadReferenceData(manage, path.join(path.dirname(schemaFile), 'reference'));

  // Fail here instead of in each query if the cluster does not support a time zone.
  await query('Airports | where isnotempty(TimeZone) | distinct TimeZone '
    + '| extend Local = datetime_utc_to_local(now(), TimeZone) | where isnull(Local) | count');
}

async function createFlightStates() {
  // Without autoUpdateSchema, a view of all columns is disabled when a column is added.
  if ((await views()).has('Flights')) await manage('.alter materialized-view Flights autoUpdateSchema true');
  await manage(createTable);

  await loadReferences();
  let operation = await runningBackfill();
  if (!operation && !(await views()).has('FlightStates')) await normalizeCodes(store, since);

  // A backfill reads only the hot cache.
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

/** Compares the view with the events: missing flights, surplus flights, and differences in a sample. */
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
  console.log(`Of ${counts.Quiet} flights, ${counts.Missing} are missing in the view, which has ${counts.Unknown} flights without events. `
  + `${differing} of the ${sampledFlights} flights with the most events differ.`);
  return Number(counts.Missing) === 0 && Number(counts.Unknown) === 0 && Number(differing) === 0;
}

async function replaceFlights() {
  // Deletions and refreshes are not visible immediately.
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

/**
 * Verifies the view's columns. If an existing view had another definition, the schema script would fail at a function that reads the
 * view.
 */
async function checkDefinition() {
  const columnsOf = async text => (await query(`${text}\n| getschema | project ColumnName`)).map(row => row.ColumnName);
  const existing = new Set(await columnsOf('FlightStates'));
  const missing = (await columnsOf(definition.replace(/^FlightEvents$/m, 'FlightEvents | take 0'))).filter(column => !existing.has(column));
  if (missing.length > 0)
    throw new Error(`The view FlightStates has no column ${missing.join(', ')}, because its definition differs from the one `
    + 'in kusto/schema.kql. See docs/operations/rollback.md.');
}

async function migrate() {
  const tables = await manage('.show tables');
  const existing = await views();
  if (!tables.some(table => table.TableName === 'FlightEvents')) {
    console.log(`${database} has no events, so there is nothing to migrate.`);
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
  if (events > 0) console.log(`${events} events of future flights have new ids.`);
  else if (isMigrated && normalized === 0)
    console.log('FlightStates exists, the view Flights does not exist, and no event has an id in the old form. There is nothing to do.');
}

try {
  await migrate();
} catch (error) {
  console.error(`##vso[task.logissue type=error]${error.message}`);
  process.exitCode = 1;
}
