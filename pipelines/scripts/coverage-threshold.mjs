// Fails if the line coverage of the deployed app is below a threshold.   usage: node coverage-threshold.mjs DIRECTORY PERCENT
// Reads all *.cobertura.xml files in the directory and its subdirectories. A line is covered if any report covers it.
// Only Functions/ counts. The stand-ins and local engines, which are also in the reports, would distort the figure.
import fs from 'node:fs';
import path from 'node:path';

const [directory, threshold] = process.argv.slice(2);
if (!directory || !Number.isFinite(Number(threshold))) {
  console.error('usage: node coverage-threshold.mjs DIRECTORY PERCENT');
  process.exit(2);
}

const reports = fs.readdirSync(directory, { recursive: true }).filter(file => file.endsWith('.cobertura.xml'));
if (reports.length === 0) {
  console.error(`There is no *.cobertura.xml below ${directory}: did the tests run with --collect "Code Coverage;Format=cobertura"?`);
  process.exit(1);
}

const hitsByLine = new Map();
for (const report of reports) {
  const xml = fs.readFileSync(path.join(directory, report), 'utf8');
  for (const [, attributes, body] of xml.matchAll(/<class\s([^>]*)>([\s\S]*?)<\/class>/g)) {
    const file = /filename="([^"]*)"/.exec(attributes)?.[1].replaceAll('\\', '/') ?? '';
    if (!/(^|\/)Functions\//.test(file) || /\/obj\//.test(file)) continue;
    for (const [, line] of body.matchAll(/<line\s([^>]*)\/?>/g)) {
      const key = `${file}:${/number="(\d+)"/.exec(line)?.[1]}`;
      hitsByLine.set(key, Math.max(hitsByLine.get(key) ?? 0, Number(/hits="(\d+)"/.exec(line)?.[1] ?? 0)));
    }
  }
}

if (hitsByLine.size === 0) {
  console.error('The reports contain no line in Functions/.');
  process.exit(1);
}

const covered = [...hitsByLine.values()].filter(hits => hits > 0).length;
const percent = (100 * covered) / hitsByLine.size;
console.log(`${covered} of ${hitsByLine.size} lines in Functions/ are covered: ${percent.toFixed(1)} % (required: ${threshold} %).`);
process.exitCode = percent >= Number(threshold) ? 0 : 1;
