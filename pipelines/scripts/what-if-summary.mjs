// Turns the JSON of `az deployment group what-if` into a page for the approver, and decides whether it may go on.
// usage: node what-if-summary.mjs WHAT_IF.json POLICY.json --environment NAME [--artefact DIRECTORY] [--fail-on-any-change true|false]
// exit status: 0 may go on, 1 holds a change that the policy forbids (or any change, if asked), 2 cannot be read.
// Forbidden changes are let through one by one: ACCEPTED_CHANGES="TYPE:PATH;…" in the environment, as the page spells them.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options, positionals: [whatIfFile, policyFile] } = parseArgs({
  allowPositionals: true,
  options: {
    environment: { type: 'string' },
    artefact: { type: 'string' },
    'fail-on-any-change': { type: 'string', default: 'false' },
  },
});

/** 'Microsoft.Kusto/clusters/databases' from a resource id; of an extension resource its own type, not its scope's. */
function typeOf(resourceId) {
  const [provider, ...segments] = resourceId.slice(resourceId.lastIndexOf('/providers/') + '/providers/'.length).split('/');
  return [provider, ...segments.filter((_, i) => i % 2 === 0)].join('/');
}

const nameOf = resourceId => resourceId.split('/').at(-1);

/** The leaves of a delta, as [path, before, after]. */
function* leaves(delta, prefix = '') {
  for (const change of delta ?? []) {
    const full = prefix ? `${prefix}.${change.path}` : change.path;
    if (change.propertyChangeType === 'NoEffect') continue;
    if (change.children?.length) yield* leaves(change.children, full);
    else yield [full, change.before, change.after];
  }
}

const sameOrBelow = (actual, wanted) => actual === wanted || actual.startsWith(`${wanted}.`) || actual.startsWith(`${wanted}[`);
const isType = (actual, wanted) => wanted === '*' || actual.toLowerCase() === wanted.toLowerCase();
const show = value => {
  const text = value === undefined || value === null ? 'nothing' : JSON.stringify(value);
  return `\`${(text.length > 80 ? `${text.slice(0, 77)}...` : text).replaceAll('|', '\\|').replaceAll('`', "'")}\``;
};

function read(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`${file} is not readable JSON: ${error.message}`);
    process.exit(2);
  }
}

const whatIf = read(whatIfFile);
const policy = read(policyFile);
if (!Array.isArray(whatIf.changes)) {
  console.error(`${whatIfFile} holds no list of changes: ${JSON.stringify(whatIf.error ?? whatIf).slice(0, 500)}`);
  process.exit(2);
}

const accepted = new Set((process.env.ACCEPTED_CHANGES ?? '').split(';').map(entry => entry.trim().toLowerCase()).filter(Boolean));
const counts = {};
const rows = [];
const forbidden = [];

for (const change of whatIf.changes) {
  const type = typeOf(change.resourceId);
  const changed = [...leaves(change.delta)].filter(
    ([at]) => !policy.noise.some(noise => isType(type, noise.type) && sameOrBelow(at, noise.path)));
  const kind = change.changeType === 'Modify' && changed.length === 0 ? 'NoChange' : change.changeType;
  counts[kind] = (counts[kind] ?? 0) + 1;
  if (['NoChange', 'Ignore'].includes(kind)) continue;

  rows.push({ kind, type, name: nameOf(change.resourceId), changed });
  for (const rule of policy.forbidden.filter(rule => isType(type, rule.type))) {
    const hits = rule.change ? (rule.change === kind ? [rule.change] : []) : changed.map(([at]) => at).filter(at => sameOrBelow(at, rule.path));
    for (const hit of hits) {
      const key = `${type}:${hit}`;
      forbidden.push({ key, name: nameOf(change.resourceId), why: rule.why, accepted: accepted.has(key.toLowerCase()) });
    }
  }
}

const anyChange = rows.length > 0;
const refused = forbidden.filter(change => !change.accepted);
const lines = [`# What would change in ${options.environment}`, ''];

const manifest = options.artefact && path.join(options.artefact, 'build.json');
if (manifest && fs.existsSync(manifest)) {
  const { build, commit } = read(manifest);
  lines.push(`Build **${build}**, commit \`${commit}\`.`);
  const hash = path.join(options.artefact, 'functions.zip.sha256');
  if (fs.existsSync(hash)) lines.push(`Package sha256 \`${fs.readFileSync(hash, 'utf8').split(' ')[0]}\`.`);
  lines.push('');
}

if (forbidden.length) {
  lines.push('## Needs a decision', '');
  for (const change of forbidden)
    lines.push(`- ${change.accepted ? 'Accepted' : '**Refused**'}: \`${change.key}\` of \`${change.name}\`. ${change.why}`);
  lines.push('', 'To let a refused change through, run again with the variable `ACCEPTED_CHANGES` naming it.', '');
}

lines.push('| Change | Resources |', '|---|---|');
for (const [kind, count] of Object.entries(counts).sort()) lines.push(`| ${kind} | ${count} |`);
lines.push('');

if (anyChange) {
  lines.push('| Change | Type | Name | Properties |', '|---|---|---|---|');
  for (const { kind, type, name, changed } of rows) {
    const properties = changed.map(([at, before, after]) => `${at}: ${show(before)} -> ${show(after)}`).join('<br>');
    lines.push(`| ${kind} | ${type} | ${name} | ${properties || '-'} |`);
  }
} else {
  lines.push('Nothing.');
}

console.log(lines.join('\n'));
process.exitCode = refused.length > 0 || (anyChange && options['fail-on-any-change'] === 'true') ? 1 : 0;
