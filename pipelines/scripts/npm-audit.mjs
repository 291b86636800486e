// Fails when `npm audit --json` names a vulnerability of high or critical severity, unless the exceptions explain it.
// usage: node npm-audit.mjs AUDIT.json EXCEPTIONS.json      EXCEPTIONS: { "package": "why it is harmless here" }
import fs from 'node:fs';

const [audit, exceptions] = process.argv.slice(2).map(path => JSON.parse(fs.readFileSync(path, 'utf8')));
// A registry that did not respond is not a good result.
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
console.log(`${found.length} of high severity, ${unexplained.length} unexplained.`);
process.exitCode = unexplained.length ? 1 : 0;
