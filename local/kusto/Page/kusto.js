// A client for the parts of the engine's REST protocol that the page uses.

/** An error from the engine: a title, a message, and the position in the query. */
export class KustoError extends Error {
  constructor(title, message, position) {
    super(message);
    this.title = title;
    this.position = position;
  }
}

// If the engine requires a token, the page's address contains the token (?token=…).
const token = new URLSearchParams(location.search).get('token');
const authorization = token ? { Authorization: `Bearer ${token}` } : {};

/** Executes a query or a management command. Returns the name, columns, rows and visualization of each result. */
export async function execute(text, database, signal) {
  const isCommand = text.trimStart().startsWith('.');
  const response = await fetch(isCommand ? 'v1/rest/mgmt' : 'v2/rest/query', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'x-ms-app': 'QueryPage',
      'x-ms-client-request-id': `QueryPage.execute;${crypto.randomUUID()}`,
      ...authorization,
    },
    body: JSON.stringify({ db: database, csl: text }),
    signal,
  });
  const body = await response.text();
  if (!response.ok)
    throw errorOf(body, response.status);
  const json = JSON.parse(body, keepLongs);
  return isCommand ? resultsOfV1(json) : resultsOfV2(json);
}

/** Returns the result of `.show databases schema as json`. */
export async function showSchema(database) {
  const [result] = await execute('.show databases schema as json', database);
  return JSON.parse(result.rows[0][0]);
}

// Longs beyond 2^53 remain text, because a JavaScript number would lose digits.
function keepLongs(_, value, context) {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? context?.source ?? value : value;
}

function resultsOfV2(frames) {
  const properties = frames.find(frame => frame.TableKind === 'QueryProperties')?.Rows ?? [];
  return frames.filter(frame => frame.TableKind === 'PrimaryResult').map(frame => {
    const visualization = properties.find(([id, key]) => id === frame.TableId && key === 'Visualization')?.[2];
    return resultOf(frame, visualization ? JSON.parse(visualization) : null);
  });
}

// A command that is piped into query operators returns a v1 data set. The last table in the data set lists the tables that are results.
function resultsOfV1({ Tables: tables }) {
  if (tables.length < 3)
    return [resultOf(tables[0], null)];
  return tables.at(-1).Rows.filter(([, kind]) => kind === 'QueryResult').map(([ordinal]) => resultOf(tables[ordinal], null));
}

function resultOf(table, visualization) {
  const partial = table.Rows.find(row => !Array.isArray(row));
  return {
    name: table.TableName,
    columns: table.Columns.map(column => ({ name: column.ColumnName, type: column.ColumnType })),
    rows: table.Rows.filter(Array.isArray),
    visualization,
    warning: partial?.OneApiErrors?.[0]?.error?.['@message'] ?? partial?.Exceptions?.[0] ?? null,
  };
}

function errorOf(body, status) {
  let error;
  try {
    ({ error } = JSON.parse(body));
  } catch {
    return new KustoError(`Status ${status}`, body || 'The engine returned no description.', null);
  }
  const inner = error.innererror;
  const message = inner?.message ?? error['@message'] ?? error.message;
  const place = /\[line:position=(\d+):(\d+)\]/.exec(error['@message'] ?? '');
  const type = inner?.['@type'] ?? '';
  const kind = /Syntax/.test(type) ? 'Syntax error' : /Semantic/.test(type) ? 'Semantic error' : 'Error';
  return new KustoError(
    inner?.code ? `${kind} ${inner.code}` : `${kind}: ${error.code}`,
    message,
    place ? { line: Number(place[1]), column: Number(place[2]) + 1 } : null);
}
