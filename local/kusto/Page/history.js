// The latest queries, in the browser's local storage.
import { element } from './grid.js';

const key = 'kusto.history';
const maxEntries = 100;

const read = () => JSON.parse(localStorage.getItem(key) ?? '[]');

/** Adds a query. If the history already contains the text, its entry moves to the top. */
export function addToHistory(entry) {
  const others = read().filter(({ query }) => query !== entry.query);
  localStorage.setItem(key, JSON.stringify([entry, ...others].slice(0, maxEntries)));
}

export function showHistory(panel, onOpen) {
  const entries = read();
  panel.replaceChildren(...entries.map(({ query, outcome, at, failed }) => {
    const button = element('button', failed ? 'entry failed' : 'entry');
    button.append(element('code', '', query), element('small', '', `${new Date(at).toLocaleString()} · ${outcome}`));
    button.onclick = () => onOpen(query);
    return button;
  }));
  if (entries.length === 0)
    panel.append(element('p', 'quiet', 'Queries that you run appear here.'));
}
