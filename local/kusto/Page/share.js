// A query as a link: it is behind the '#', which browsers do not send to any server.

const prefix = '#query=';

export function linkTo(query) {
  return location.href.replace(/#.*$/, '') + prefix + encodeURIComponent(query);
}

/** The query of the page's address, or null. */
export function queryOfLink() {
  if (!location.hash.startsWith(prefix))
    return null;
  try {
    return decodeURIComponent(location.hash.slice(prefix.length));
  } catch {
    return null;
  }
}
