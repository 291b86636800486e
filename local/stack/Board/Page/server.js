// The page's requests. If the stack has keys, the page's address contains a key: ?code=….

const code = new URLSearchParams(location.search).get('code');
const key = code ? { 'x-functions-key': code } : {};

/** Returns the address of another page of the board with this page's key. Addresses on other servers are returned unchanged. */
export function withKey(address) {
  return address.includes('://') ? address : address + location.search;
}

/** An error response from the API. `code` is the stable error code, and `errors` contains the individual errors. */
export class ApiProblem extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? messageOf(status));
    this.status = status;
    this.code = problem?.code;
    this.errors = problem?.errors ?? [];
  }
}

/** Requests JSON. Throws ApiProblem for an error response, and TypeError if the stack cannot be reached. */
export async function get(path) {
  return read(await fetch(path, { headers: { ...key, 'Cache-Control': 'no-cache' } }));
}

/** Sends a request with an optional JSON body. */
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
    case 401: return 'A key is missing. Open the address that the stack printed at startup.';
    case 502: return 'The functions cannot be reached.';
    case 504: return 'The functions did not respond in time.';
    case 503: return 'The engine cannot be reached.';
    default: return `The stack responded with status ${status}.`;
  }
}
