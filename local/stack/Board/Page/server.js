// The requests of the page. A stack with keys has one of them in the page's address, ?code=….

const code = new URLSearchParams(location.search).get('code');
const key = code ? { 'x-functions-key': code } : {};

/** The address of a page of the board with the key of this one; that of another server as it is. */
export function withKey(address) {
  return address.includes('://') ? address : address + location.search;
}

/** An error of the API: `code` is its stable name, `errors` its parts. */
export class ApiProblem extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? messageOf(status));
    this.status = status;
    this.code = problem?.code;
    this.errors = problem?.errors ?? [];
  }
}

/** Reads JSON. Throws ApiProblem, or a TypeError if the stack cannot be reached. */
export async function get(path) {
  return read(await fetch(path, { headers: { ...key, 'Cache-Control': 'no-cache' } }));
}

/** Sends a request with a body of JSON, or none. */
export async function send(method, path, body) {
  const content = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return read(await fetch(path, { method, headers: { ...key, ...content }, body }));
}

async function read(response) {
  const isJson = response.headers.get('Content-Type')?.includes('json');
  const body = isJson ? await response.json() : null;
  if (!response.ok)
    throw new ApiProblem(response.status, body);
  return body;
}

function messageOf(status) {
  switch (status) {
    case 401: return 'A key is missing: open the address that the stack printed at its start.';
    case 502: return 'The functions cannot be reached.';
    case 504: return 'The functions did not respond in time.';
    case 503: return 'The engine cannot be reached.';
    default: return `The stack responded with status ${status}.`;
  }
}
