// Turns the JSON of `az deployment group what-if` into a page for the approver, and decides whether the release may continue.
// usage: node what-if-summary.mjs WHAT_IF.json POLICY.json --environment NAME [--artifact DIRECTORY] [--fail-on-any-change true|false]
// exit status: 0 if the release may continue, 1 if the policy forbids a change (or, with --fail-on-any-change, if there is any change),
// 2 if a file cannot be read.
// ACCEPTED_CHANGES="TYPE:PATH;…" in the environment accepts individual forbidden changes, by the names that the page shows.
// What-if does not evaluate reference(), so in every run it reports a value that depends on reference() as a formula, and the value's
// resource as a Modify (Azure/arm-template-whatif#83, #156). Such values are counted but are not changes.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options, positionals: [whatIfFile, policyFile] } = parseArgs({
  allowPositionals: true,
  options: {
    environment: { type: 'string' },
    artifact: { type: 'string' },
    'fail-on-any-change': { type: 'string', default: 'false' },
  },
});

/**
 * Returns whether a value is an ARM expression that was not evaluated, such as "[reference('…').identity.principalId]". "[[" escapes a
 * string that begins with a bracket.
 */
const isFormula = value => typeof value === 'string' && value.startsWith('[') && !value.startsWith('[[') && value.endsWith(']');

/** Returns the type in a resource id, such as 'Microsoft.Kusto/clusters/databases'; for an extension resource, its own type. */
function typeOf(resourceId) {
  if (isFormula(resourceId)) return 'unknown';
  const [provider, ...segments] = resourceId.slice(resourceId.lastIndexOf('/providers/') + '/providers/'.length).split('/');
  return [provider, ...segments.filter((_, i) => i % 2 === 0)].join('/');
}

const nameOf = resourceId => isFormula(resourceId) ? resourceId : resourceId.split('/').at(-1);

/** Returns the leaves of a delta, as [path, before, after]. */
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
  console.error(`${whatIfFile} contains no list of changes: ${JSON.stringify(whatIf.error ?? whatIf).slice(0, 500)}`);
  process.exit(2);
}

const accepted = new Set((process.env.ACCEPTED_CHANGES ?? '').split(';').map(entry => entry.trim().toLowerCase()).filter(Boolean));
const forbidden = [];
let unknownValues = 0;

/** Returns a change without noise and formulas. A Modify without any remaining property becomes a NoChange. */
function reduce(change) {
  const type = typeOf(change.resourceId);
  const relevant = [...leaves(change.delta)].filter(
    ([at]) => !policy.noise.some(noise => isType(type, noise.type) && sameOrBelow(at, noise.path)));
  const changed = relevant.filter(([, , after]) => !isFormula(after));
  unknownValues += relevant.length - changed.length;
  const kind = change.changeType === 'Modify' && changed.length === 0 ? 'NoChange' : change.changeType;
  return { kind, type, name: nameOf(change.resourceId), changed, reason: change.unsupportedReason };
}

function judge({ kind, type, name, changed }) {
  for (const rule of policy.forbidden.filter(rule => isType(type, rule.type))) {
    const hits = rule.change
      ? (rule.change === kind ? [rule.change] : [])
      : changed
        .filter(([at, before, after]) => sameOrBelow(at, rule.path) && (rule.when !== 'lower' || !(after >= (before ?? 0))))
        .map(([at]) => at);
    for (const hit of hits) {
      const key = `${type}:${hit}`;
      forbidden.push({ key, name, why: rule.why, accepted: accepted.has(key.toLowerCase()) });
    }
  }
}

const all = whatIf.changes.map(reduce);
const kinds = [...new Set(all.map(change => change.kind))].sort();
const isChange = change => !['NoChange', 'Ignore'].includes(change.kind);
const changes = all.filter(isChange);
// What-if could not compare these resources. These resources are not drift, but the approver should look at them.
const unsupported = changes.filter(change => change.kind === 'Unsupported');
const rows = changes.filter(change => change.kind !== 'Unsupported');
// Whether these changes happen depends on values that are only known at deployment.
const potential = (whatIf.potentialChanges ?? []).map(reduce).filter(isChange);
for (const change of [...rows, ...potential]) judge(change);

const anyChange = rows.length > 0;
const rejected = forbidden.filter(change => !change.accepted);
const lines = [`# What would change in ${options.environment}`, ''];

const manifest = options.artifact && path.join(options.artifact, 'build.json');
if (manifest && fs.existsSync(manifest)) {
  const { build, commit } = read(manifest);
  lines.push(`Build **${build}**, commit \`${commit}\`.`);
  const hash = path.join(options.artifact, 'functions.zip.sha256');
  if (fs.existsSync(hash)) lines.push(`Package sha256 \`${fs.readFileSync(hash, 'utf8').split(' ')[0]}\`.`);
  lines.push('');
}

if (forbidden.length) {
  lines.push('## Needs a decision', '');
  for (const change of forbidden)
    lines.push(`- ${change.accepted ? 'Accepted' : '**Rejected**'}: \`${change.key}\` of \`${change.name}\`. ${change.why}`);
  lines.push('', 'To accept a rejected change, run the pipeline again and name the change in the parameter `acceptedChanges`.', '');
}

lines.push('| Change | Resources |', '|---|---|');
for (const kind of kinds) lines.push(`| ${kind} | ${all.filter(change => change.kind === kind).length} |`);
lines.push('');

if (unknownValues > 0) lines.push(`Values that are only known at deployment and were not compared: ${unknownValues}.`, '');

function table(entries) {
  lines.push('| Change | Type | Name | Properties |', '|---|---|---|---|');
  for (const { kind, type, name, changed, reason } of entries) {
    const properties = changed.map(([at, before, after]) => `${at}: ${show(before)} -> ${show(after)}`).join('<br>');
    lines.push(`| ${kind} | ${type} | ${name} | ${properties || reason || '-'} |`);
  }
}

if (anyChange) table(rows);
else lines.push('No changes.');

if (potential.length) {
  lines.push('', '## Possible changes', '', 'They depend on values that are only known at deployment.', '');
  table(potential);
}

if (unsupported.length) {
  lines.push('', '## Not compared', '', 'What-if could not compare these resources. Check them manually.', '');
  table(unsupported);
}

if (whatIf.diagnostics?.length) {
  lines.push('', '## Diagnostics', '');
  for (const { level, code, message, target } of whatIf.diagnostics)
    lines.push(`- ${level ?? 'Info'} ${code ?? ''}: ${message}${target ? ` (${target})` : ''}`);
}

console.log(lines.join('\n'));
process.exitCode = rejected.length > 0 || (anyChange && options['fail-on-any-change'] === 'true') ? 1 : 0;
