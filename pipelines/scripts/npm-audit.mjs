// Fails if `npm audit --json` reports an advisory with high or critical severity that is not in the exceptions.
// usage: node npm-audit.mjs AUDIT.json EXCEPTIONS.json      EXCEPTIONS: { "GHSA-xxxx-xxxx-xxxx": "reason" }
import fs from 'node:fs';

const [audit, exceptions] = process.argv.slice(2).map(path => JSON.parse(fs.readFileSync(path, 'utf8')));
// Fail if the registry did not respond.
if (!audit.vulnerabilities) {
  console.log(`##vso[task.logissue type=error]npm audit has no result: ${audit.message ?? JSON.stringify(audit)}`);
  process.exit(1);
}

// `via` lists the advisories for a package, and the names of its vulnerable dependencies, which have entries of their own.
const advisories = Object.values(audit.vulnerabilities).flatMap(({ name, via }) =>
  via.filter(one => typeof one === 'object').map(({ url, severity }) => ({ name, url, severity, id: url.split('/').at(-1) })));
// An advisory is listed once for each affected range of versions.
const unique = [...new Map(advisories.map(advisory => [`${advisory.name} ${advisory.id}`, advisory])).values()];
const found = unique.filter(({ severity }) => severity === 'high' || severity === 'critical');
const unexplained = found.filter(({ id }) => !(id in exceptions));
for (const { name, severity, url } of unexplained)
  console.log(`##vso[task.logissue type=error]${name}: ${severity}, ${url}`);
for (const id of Object.keys(exceptions).filter(one => !advisories.some(advisory => advisory.id === one)))
  console.log(`##vso[task.logissue type=warning]${id} no longer needs an exception.`);
console.log(`Advisories with high or critical severity: ${found.length}, without an exception: ${unexplained.length}`);
process.exitCode = unexplained.length ? 1 : 0;
