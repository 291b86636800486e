// Fails if an entry in an npm lock file has no checksum.   usage: node npm-lock.mjs package-lock.json
import fs from 'node:fs';

const { packages } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const unchecked = Object.entries(packages).filter(([path, entry]) => path && !entry.link && !entry.integrity).map(([path]) => path);
for (const path of unchecked) console.log(`##vso[task.logissue type=error]${path} has no checksum in ${process.argv[2]}`);
console.log(`${Object.keys(packages).length - 1} packages, ${unchecked.length} without a checksum.`);
process.exitCode = unchecked.length ? 1 : 0;
