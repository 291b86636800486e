// Analyzes KQL queries with Microsoft's language service (npm @kusto/language-service-next). Reads
// {"schema": {"tables": {"T": "(a: long, …)"}, "functions": {"F": ["(n: long)", "{ … }"]}}, "queries": ["…"]} from standard input, and
// writes an array with {"errors": [{"start": 0, "end": 1, "code": "KS…", "message": "…"}], "columns": ["a:long", …] | null} per query.
// The only argument is the folder whose node_modules contains the package.
import { createRequire } from 'node:module';
import { readFileSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';

const require = createRequire(resolve(process.argv[2], 'package.json'));
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;
const list = readOnlyList => globalThis.System.Linq.Enumerable.from(readOnlyList, globalThis.Object).ToArray();

const { schema: { tables, functions }, queries } = JSON.parse(readFileSync(0, 'utf8'));
const members = [
    ...Object.entries(tables).map(([name, columns]) => new Symbols.TableSymbol.$ctor7(name, columns, null)),
    ...Object.entries(functions).map(([name, [parameters, body]]) => new Symbols.FunctionSymbol.$ctor16(name, parameters, body, null)),
];
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('flights', members));

function judge(query) {
    const code = KustoCode.ParseAndAnalyze(query, globals);
    const errors = list(code.GetDiagnostics())
        .filter(diagnostic => diagnostic.Severity === 'Error')
        .map(({ Start: start, End: end, Code: code, Message: message }) => ({ start, end, code, message }));
    const columns = code.ResultType?.Columns;
    return { errors, columns: columns ? list(columns).map(column => `${column.Name}:${column.Type.Name}`) : null };
}

const output = Buffer.from(JSON.stringify(queries.map(judge)));
for (let written = 0; written < output.length;)
    written += writeSync(1, output, written);
