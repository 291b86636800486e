// Verifies the folder of a published app before it is packaged, because an invalid package deploys without an error but does not run.
// usage: node check-package.mjs APP_FOLDER SOURCE_FOLDER [--expect-failure RULE]
// With --expect-failure, the package must violate exactly that rule. A package with stand-ins violates event-hub-trigger only.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals: [app, sources] } = parseArgs({ allowPositionals: true, options: { 'expect-failure': { type: 'string' } } });
if (!sources) {
  console.error('usage: node check-package.mjs APP_FOLDER SOURCE_FOLDER [--expect-failure RULE]');
  process.exit(2);
}

const readJson = file => {
  try {
    return JSON.parse(readFileSync(join(app, file), 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error.message}`);
  }
};

const eventHubFunctions = () =>
  readJson('functions.metadata').filter(f => f.bindings.some(binding => binding.type.toLowerCase() === 'eventhubtrigger'));

const namesInSources = () =>
  readdirSync(sources, { recursive: true })
    .filter(file => file.endsWith('.cs') && !/^(bin|obj)[\\/]/.test(file))
    .flatMap(file => [...readFileSync(join(sources, file), 'utf8').matchAll(/\[Function\("([^"]+)"\)\]/g)].map(match => match[1]));

// Each rule returns a description of the problem, or nothing.
const rules = {
  'event-hub-trigger': () => {
    const extensions = readJson('extensions.json').extensions.map(extension => extension.typeName);
    if (!extensions.some(type => type.includes('EventHubsWebJobsStartup')))
      return 'extensions.json does not contain EventHubsWebJobsStartup, so the host would not have the Event Hubs trigger.';
  },
  'retry-without-end': () => {
    const functions = eventHubFunctions();
    if (functions.length === 0)
      return 'functions.metadata has no function with an Event Hubs trigger.';
    const limited = functions.filter(f => f.retry?.maxRetryCount !== -1).map(f => f.name);
    if (limited.length > 0)
      return `The retry policy of ${limited.join(', ')} is limited (maxRetryCount must be -1), `
        + 'so the host would skip batches that cannot be stored.';
  },
  'all-functions': () => {
    const packaged = readJson('functions.metadata').map(f => f.name);
    const expected = namesInSources();
    if (expected.length === 0)
      return `${sources} contains no function.`;
    const missing = expected.filter(name => !packaged.includes(name));
    const unknown = packaged.filter(name => !expected.includes(name));
    if (missing.length + unknown.length > 0)
      return [missing.length && `Missing: ${missing.join(', ')}.`, unknown.length && `Not in the sources: ${unknown.join(', ')}.`]
        .filter(Boolean).join(' ');
  },
};

const failed = [];
for (const [name, check] of Object.entries(rules)) {
  let problem;
  try {
    problem = check();
  } catch (error) {
    problem = error.message;
  }
  console.log(`${problem ? 'FAILED' : 'ok'} ${name}${problem ? `: ${problem}` : ''}`);
  if (problem)
    failed.push(name);
}

const expected = values['expect-failure'] ? [values['expect-failure']] : [];
if (failed.join() !== expected.join()) {
  console.error(expected.length > 0
    ? `A package with stand-ins must violate exactly the rule ${expected[0]}. Violated rules: ${failed.join(', ') || 'none'}.`
    : 'The package must not be deployed.');
  process.exit(1);
}
