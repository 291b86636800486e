// Converts the output of `dotnet list package --outdated --format json` to a Markdown table.   usage: node dependency-updates.mjs
// LISTING.json
import fs from 'node:fs';

const listing = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const rows = new Map();
for (const project of listing.projects)
  for (const framework of project.frameworks ?? [])
    for (const { id, resolvedVersion, latestVersion } of framework.topLevelPackages ?? [])
      rows.set(id, `| ${id} | ${resolvedVersion} | ${latestVersion} |`);

console.log('# Newer versions\n');
console.log(rows.size ? ['| Package | Ours | Newest |', '|---|---|---|', ...[...rows.values()].sort()].join('\n') : 'None.');
