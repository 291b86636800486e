// Checks an OpenAPI document against the official JSON schema of its version, and values against schemas in the document (JSON Schema
// 2020-12, which OpenAPI 3.1 uses unchanged). Reads {"document": {…}, "values": [{"name": "…", "schema": "<JSON pointer>", "value": …}]}
// from standard input; writes the errors as a JSON array of strings. The only argument is the folder whose node_modules contains the
// packages.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(resolve(process.argv[2], 'package.json'));
const { Validator } = await import(pathToFileURL(require.resolve('@seriousme/openapi-schema-validator')));
const Ajv = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;

const { document, values = [] } = JSON.parse(readFileSync(0, 'utf8'));
const wrong = [];
const describe = error => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`;
const report = (name, errors) => wrong.push(...errors.map(error => `${name}: ${describe(error)}`));

const { valid, errors } = await new Validator().validate(structuredClone(document));
if (!valid)
    report('document', Array.isArray(errors) ? errors : [{ message: errors, params: {} }]);

// The document itself is not a schema, so its fields are accepted as keywords. Unknown keywords in its schemas are errors.
const ajv = addFormats(new Ajv({ allErrors: true, strictSchema: true, strictTypes: false, validateSchema: false }));
ajv.addVocabulary(Object.keys(document));
ajv.addSchema(document, 'openapi', undefined, false);
for (const { name, schema, value } of values) {
    const check = ajv.compile({ $ref: `openapi#${encodeURI(schema)}` });
    if (!check(value))
        report(name, check.errors);
}

process.stdout.write(JSON.stringify(wrong));
