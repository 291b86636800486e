// Numbers, times and elements, as the page shows them.

/** A count or a rate with at most three digits of interest: 1,234 · 12.3 · 0.52. */
export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value))
    return '–';
  const size = Math.abs(value);
  const digits = size === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** A duration in milliseconds. */
export function duration(ms) {
  if (ms === null || ms === undefined)
    return '–';
  if (ms < 1000)
    return `${number(ms)} ms`;
  return ms < 120_000 ? `${number(ms / 1000)} s` : `${number(ms / 60_000)} min`;
}

/** A delay in minutes. */
export function minutes(value) {
  return value === null || value === undefined ? '–' : `${value.toLocaleString('en', { maximumFractionDigits: 1 })} min`;
}

export function percent(share, digits = 1) {
  return share === null || share === undefined ? '–' : `${(100 * share).toLocaleString('en', { maximumFractionDigits: digits })} %`;
}

export function time(value) {
  return new Date(value).toLocaleTimeString('en-GB');
}

export function dateTime(value) {
  return String(value).replace('T', ' ').replace(/(\.\d+)?Z$/, '');
}

/** "1 event", "2 events". */
export function plural(count, noun) {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'role' || name === 'scope')
      made.setAttribute(name, value);
    else
      made[name] = value;
  }
  made.append(...children);
  return made;
}

/**
 * A table. `columns` are [heading, kind] with the kind 'number' for figures to the right; `rows` are arrays of texts or elements.
 * The first cell of a row is its heading.
 */
export function table(caption, columns, rows) {
  const kindOf = i => columns[i][1] ?? '';
  return element('table', {},
    element('caption', { className: 'hidden' }, caption),
    element('thead', {}, element('tr', {}, ...columns.map(([name], i) => element('th', { scope: 'col', className: kindOf(i) }, name)))),
    element('tbody', {}, ...rows.map(cells => element('tr', {}, ...cells.map((cell, i) =>
      element(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row', className: kindOf(i) } : { className: kindOf(i) }, cell))))));
}

/** A bar of a share from 0 to 1, for the eye only: its number is next to it. */
export function bar(share, kind = '') {
  const fill = element('span', { className: `fill ${kind}` });
  fill.style.width = `${100 * Math.min(1, Math.max(0, share))}%`;
  return element('span', { className: 'barTrack', 'aria-hidden': 'true' }, fill);
}

/** An error budget that is left. It can be overspent without end; what is below nothing needs no exact figure. */
export function budget(left) {
  const level = left <= 0 ? 'bad' : left < 0.5 ? 'warn' : 'good';
  return element('span', { className: 'withBar' }, bar(left, level), left < -9.99 ? '< −999 %' : percent(left, 0));
}
