// Functions that format numbers and times and create elements.

/** Formats a count or rate with about three significant digits: 1,234 · 12.3 · 0.52. */
export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value))
    return '–';
  const size = Math.abs(value);
  const digits = size === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** Formats a duration in milliseconds. */
export function duration(ms) {
  if (ms === null || ms === undefined)
    return '–';
  if (ms < 1000)
    return `${number(ms)} ms`;
  return ms < 120_000 ? `${number(ms / 1000)} s` : `${number(ms / 60_000)} min`;
}

/** Formats a delay in minutes. */
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

/** Returns a count with its noun: "1 event", "2 events". */
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
 * Creates a table. Each column is [heading, kind], where the kind 'number' aligns cells to the right. Each row is an array of strings or
 * elements. The first cell of a row is the row's heading.
 */
export function table(caption, columns, rows) {
  const kindOf = i => columns[i][1] ?? '';
  return element('table', {},
    element('caption', { className: 'hidden' }, caption),
    element('thead', {}, element('tr', {}, ...columns.map(([name], i) => element('th', { scope: 'col', className: kindOf(i) }, name)))),
    element('tbody', {}, ...rows.map(cells => element('tr', {}, ...cells.map((cell, i) =>
      element(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row', className: kindOf(i) } : { className: kindOf(i) }, cell))))));
}

/** Creates a bar for a share from 0 to 1. Screen readers ignore the bar, because the number is next to the bar. */
export function bar(share, kind = '') {
  const fill = element('span', { className: `fill ${kind}` });
  fill.style.width = `${100 * Math.min(1, Math.max(0, share))}%`;
  return element('span', { className: 'barTrack', 'aria-hidden': 'true' }, fill);
}

/** Formats the remaining error budget. An overspent budget has no lower limit, so values below −999 % are not shown exactly. */
export function budget(left) {
  const level = left <= 0 ? 'bad' : left < 0.5 ? 'warn' : 'good';
  return element('span', { className: 'withBar' }, bar(left, level), left < -9.99 ? '< −999 %' : percent(left, 0));
}
