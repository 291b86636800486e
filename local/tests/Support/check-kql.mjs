// Checks KQL with Microsoft's language service (npm @kusto/language-service-next), the analyzer of the Azure Data Explorer web UI.
// Reads {"script": "<commands>", "queries": {"<name>": "<kql>"}} from standard input. Each command in the script adds the entity that
// it creates to the schema for later commands and for the queries. Writes the diagnostics and the names of the created entities as
// JSON to standard output. The only argument is the folder whose node_modules has the package.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const require = createRequire(resolve(process.argv[2], 'package.json'));
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;

const members = new Map();
const globals = () => GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('db', [...members.values()]));
const list = (readOnlyList) => globalThis.System.Linq.Enumerable.from(readOnlyList, globalThis.Object).ToArray();

/** A command starts with a dot at the start of a line. Comments and blank lines before a command are ignored. */
function* commandsOf(script) {
    const starts = [...script.matchAll(/^\./gm)].map(match => match.index);
    for (const [i, start] of starts.entries())
        yield { start, text: script.slice(start, starts[i + 1]).replace(/(\s*^(\/\/.*)?$)+\s*$/gm, match => match.replace(/\S/g, ' ')) };
}

function positionOf(text, offset) {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length, column: before.at(-1).length + 1 };
}

function check(source, whole, start, text) {
    const code = KustoCode.ParseAndAnalyze(text, globals());
    return list(code.GetDiagnostics()).map(diagnostic => ({
        source,
        ...positionOf(whole, start + Math.max(diagnostic.Start, 0)),
        severity: diagnostic.Severity,
        code: diagnostic.Code,
        message: diagnostic.Message,
    }));
}

function declare(command) {
    const body = /\{[\s\S]*\}/;
    let match;
    if ((match = /^\.create(?:-merge)? table (\w+) (\([^)]*\))/.exec(command))) {
        members.set(match[1], new Symbols.TableSymbol.$ctor7(match[1], match[2], null));
    } else if ((match = /^\.create.* materialized-view .*?(\w+) on table \w+ \{/.exec(command))) {
        const query = body.exec(command)[0].slice(1, -1);
        const columns = list(KustoCode.ParseAndAnalyze(query, globals()).ResultType.Columns);
        members.set(match[1], new Symbols.MaterializedViewSymbol.$ctor2(match[1], columns, query, null));
    } else if ((match = /^\.create-or-alter function (?:with \(.*\)\s+)?(\w+)(\([^{]*\))\s*\{/.exec(command))) {
        members.set(match[1], new Symbols.FunctionSymbol.$ctor16(match[1], match[2], body.exec(command)[0], null));
    }
}

const { script = '', queries = {} } = JSON.parse(readFileSync(0, 'utf8'));
const diagnostics = [];
for (const { start, text } of commandsOf(script)) {
    diagnostics.push(...check('script', script, start, text));
    declare(text);
}

for (const [name, query] of Object.entries(queries))
    diagnostics.push(...check(name, query, 0, query));

process.stdout.write(JSON.stringify({ diagnostics, created: [...members.keys()] }));
