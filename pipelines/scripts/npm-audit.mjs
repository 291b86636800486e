// Fails if `npm audit --json` reports a vulnerability with high or critical severity that is not in the exceptions.
// usage: node npm-audit.mjs AUDIT.json EXCEPTIONS.json      EXCEPTIONS: { "package": "why it is harmless here" }
import fs from 'node:fs';

const [audit, exceptions] = process.argv.slice(2).map(path => JSON.parse(fs.readFileSync(path, 'utf8')));
// Fail if the registry did not respond.
if (!audit.vulnerabilities) {
  console.log(`##vso[task.logissue type=error]npm audit has no result: ${audit.message ?? JSON.stringify(audit)}`);
  process.exit(1);
}

const found = Object.values(audit.vulnerabilities).filter(({ severity }) => severity === 'high' || severity === 'critical');
const unexplained = found.filter(({ name }) => !(name in exceptions));
for (const { name, severity, via } of unexplained) {
  const advisories = via.map(one => (typeof one === 'string' ? one : one.url)).join(', ');
  console.log(`##vso[task.logissue type=error]${name}: ${severity}, ${advisories}`);
}
for (const name of Object.keys(exceptions).filter(one => !(one in audit.vulnerabilities)))
  console.log(`##vso[task.logissue type=warning]${name} no longer needs an exception.`);
console.log(`${found.length} vulnerabilities with high or critical severity, ${unexplained.length} without an exception.`);
process.exitCode = unexplained.length ? 1 : 0;
