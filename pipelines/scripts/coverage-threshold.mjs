// Fails if the line coverage of a folder is below a threshold.   usage: node coverage-threshold.mjs DIRECTORY PERCENT FOLDER...
// Reads all *.cobertura.xml files in the directory and its subdirectories. A line is covered if any report covers it.
// FOLDER is relative to the repository, such as Functions or local/kusto. Each folder must reach the threshold, because a total would hide
// the gaps of a small project.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [directory, threshold, ...folders] = process.argv.slice(2);
if (!directory || !Number.isFinite(Number(threshold)) || folders.length === 0) {
  console.error('usage: node coverage-threshold.mjs DIRECTORY PERCENT FOLDER...');
  process.exit(2);
}

const reports = fs.readdirSync(directory, { recursive: true }).filter(file => file.endsWith('.cobertura.xml'));
if (reports.length === 0) {
  console.error(`There is no *.cobertura.xml below ${directory}: did the tests run with --collect "Code Coverage;Format=cobertura"?`);
  process.exit(1);
}

// With CI=true, the compiler writes /_/ instead of the repository's path, so that builds are reproducible.
const roots = ['/_/', fileURLToPath(new URL('../../', import.meta.url)).replaceAll('\\', '/')];
const inRepository = file => file.slice(roots.find(root => file.startsWith(root))?.length ?? 0);

const hitsByFolder = new Map(folders.map(folder => [folder, new Map()]));
let example = '';
for (const report of reports) {
  const xml = fs.readFileSync(path.join(directory, report), 'utf8');
  for (const [, attributes, body] of xml.matchAll(/<class\s([^>]*)>([\s\S]*?)<\/class>/g)) {
    const file = inRepository(/filename="([^"]*)"/.exec(attributes)?.[1].replaceAll('\\', '/') ?? '');
    example ||= file;
    const folder = folders.find(name => file.startsWith(`${name}/`));
    if (!folder || file.includes('/obj/')) continue;
    const hitsByLine = hitsByFolder.get(folder);
    for (const [, line] of body.matchAll(/<line\s([^>]*)\/?>/g)) {
      const key = `${file}:${/number="(\d+)"/.exec(line)?.[1]}`;
      hitsByLine.set(key, Math.max(hitsByLine.get(key) ?? 0, Number(/hits="(\d+)"/.exec(line)?.[1] ?? 0)));
    }
  }
}

for (const [folder, hitsByLine] of hitsByFolder) {
  const covered = [...hitsByLine.values()].filter(hits => hits > 0).length;
  const percent = (100 * covered) / hitsByLine.size;
  if (hitsByLine.size === 0)
    console.error(`The reports contain no line in ${folder}/. The first file in the reports is ${example || 'missing'}.`);
  else
    console.log(`${covered} of ${hitsByLine.size} lines in ${folder}/ are covered: ${percent.toFixed(1)} % (required: ${threshold} %).`);
  if (!(percent >= Number(threshold))) process.exitCode = 1;
}
