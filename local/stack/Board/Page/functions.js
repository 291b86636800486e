// The table of HTTP functions that were called in the last minute.
import { duration, element, number, table } from './format.js';

const figures = ['Requests', 'Client errors', 'Server errors', 'p50', 'p95', 'p99'];
const columns = [['Function'], ...figures.map(name => [name, 'number'])];

export function makeFunctions(container) {
  return functions => {
    const rows = functions.map(({ name, requests, clientErrors, serverErrors, latency: { p50, p95, p99 } }) =>
      [name, ...[requests, clientErrors, serverErrors].map(number), ...[p50, p95, p99].map(duration)]);
    container.replaceChildren(rows.length === 0
      ? element('p', { className: 'empty', textContent: 'No request in the last minute.' })
      : table('Functions in the last minute', columns, rows));
  };
}
