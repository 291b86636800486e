// Links that contain a query. The query is in the fragment, which browsers do not send to a server.

const prefix = '#query=';

export function linkTo(query) {
  return location.href.replace(/#.*$/, '') + prefix + encodeURIComponent(query);
}

/** Returns the query in the page's address, or null if the address has no query. */
export function queryOfLink() {
  if (!location.hash.startsWith(prefix))
    return null;
  try {
    return decodeURIComponent(location.hash.slice(prefix.length));
  } catch {
    return null;
  }
}
