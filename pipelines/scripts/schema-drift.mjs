// Compares a deployed Kusto schema with the script that defines it: tables with their columns, ingestion mappings,
// materialized views, functions. Policies are omitted, because the service returns them in another form.
// usage: node schema-drift.mjs DEPLOYED.json SCHEMA.kql [OPTIONAL.kql]      exit code: 0 no drift, 1 drift, 2 a file cannot be read.
// DEPLOYED.json: the response of /v1/rest/mgmt to `.show database NAME schema as csl script`. Entities in OPTIONAL.kql may exist in the
// database.
import fs from 'node:fs';

const [deployedFile, schemaFile, optionalFile] = process.argv.slice(2);

/** Splits a script into commands, which begin with a dot at the start of a line. Comment lines are removed. */
const commandsOf = script => script.split(/^(?=\.)/m)
  .map(text => text.replace(/^\s*\/\/.*$/gm, '').trim())
  .filter(text => text.startsWith('.'));

// White space and the kind of quotation marks are not significant.
const normal = text => text.replace(/\s+/g, ' ').replace(/\s*([(){}\[\],:;|=<>])\s*/g, '$1').replaceAll('"', "'").trim();
const name = String.raw`(?:\['?([^'\]]+)'?\]|(\w+))`;
const options = String.raw`(?:with\s*\([\s\S]*?\)\s+)?`;

const table = new RegExp(String.raw`^\.create(?:-merge|-or-alter)? table ${name}\s*\(([^)]*)\)`);
const mapping = new RegExp(String.raw`^\.create-or-alter table ${name} ingestion json mapping ['"]([^'"]+)['"]\s*([\s\S]*)$`);
const view = new RegExp(String.raw`^\.create(?:-or-alter)?(?: async)?(?: ifnotexists)? materialized-view\s+${options}${name}`
  + String.raw`\s+on table\s+\S+\s*\{([\s\S]*)\}`);
const storedFunction = new RegExp(String.raw`^\.create(?:-or-alter)? function\s+${options}${name}\s*(\([^{]*\))\s*\{([\s\S]*)\}`);

/** Maps the entities that a list of commands creates ('table X') to a comparable text of their definitions. */
function entitiesOf(commands) {
  const entities = new Map();
  const add = (kind, match, value) => entities.set(`${kind} ${match[1] ?? match[2]}`, value);
  for (const command of commands) {
    let match;
    if ((match = table.exec(command))) {
      add('table', match, match[3].split(',').map(column => normal(column).replace(/^\['?|'?\]/g, '')).join(', '));
    } else if ((match = mapping.exec(command))) {
      const json = match[4].slice(match[4].indexOf('['), match[4].lastIndexOf(']') + 1).replaceAll("''", "'");
      const pathOf = column => column.path ?? column.Properties?.Path ?? column.Properties?.path;
      const columns = JSON.parse(json).map(column => `${column.column ?? column.Column}=${pathOf(column)}`);
      entities.set(`mapping ${match[3]} of ${match[1] ?? match[2]}`, columns.sort().join(', '));
    } else if ((match = view.exec(command))) {
      add('view', match, normal(match[3]));
    } else if ((match = storedFunction.exec(command))) {
      add('function', match, normal(`${match[3]}{${match[4]}}`));
    }
  }
  return entities;
}

function read(file, parse) {
  try {
    return parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    process.exit(2);
  }
}

const deployed = read(deployedFile, text => entitiesOf(JSON.parse(text).Tables[0].Rows.flatMap(row => commandsOf(String(row[0])))));
const wanted = read(schemaFile, text => entitiesOf(commandsOf(text)));
const optional = optionalFile ? read(optionalFile, text => entitiesOf(commandsOf(text))) : new Map();
if (wanted.size === 0) {
  console.error(`${schemaFile} contains no entity that can be compared.`);
  process.exit(2);
}

const findings = [];
for (const [entity, value] of wanted) {
  if (!deployed.has(entity)) findings.push(`${entity} is in the repository but not in the database.`);
  else if (deployed.get(entity) !== value)
    findings.push(`${entity} differs.\n  repository: ${value}\n  database:   ${deployed.get(entity)}`);
}
for (const entity of deployed.keys())
  if (!wanted.has(entity) && !optional.has(entity))
  findings.push(`${entity} is in the database but not in the repository. It may have been created manually.`);

for (const finding of findings) console.log(`##vso[task.logissue type=error]${finding}`);
if (!findings.length) console.log(`${wanted.size} entities, no drift.`);
process.exitCode = findings.length ? 1 : 0;
