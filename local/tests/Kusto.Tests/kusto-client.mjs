// Tests the engine with Microsoft's JavaScript client (npm azure-kusto-data): streaming ingestion, queries, commands and errors. Arguments:
// the folder whose node_modules contains the package, and the engine's address. Prints the results that the client received, as JSON.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';

const [folder, cluster] = process.argv.slice(2);
const require = createRequire(resolve(folder, 'package.json'));
const library = pathToFileURL(require.resolve('azure-kusto-data')).href;
const { Client, KustoConnectionStringBuilder, ClientRequestProperties } = await import(library);

const client = new Client(new KustoConnectionStringBuilder(cluster));
const rows = result => [...result.primaryResults[0].rows()].map(row => row.toJSON());

const created = await client.execute('db', '.create table Sdk (Name:string, N:long, At:datetime, Span:timespan, Extra:dynamic)');
await client.execute('db', '.alter table Sdk policy streamingingestion enable');
const mapping = ['Name', 'N', 'At', 'Span', 'Extra'].map(column => ({ column, Properties: { Path: `$.${column.toLowerCase()}` } }));
await client.execute('db', `.create table Sdk ingestion json mapping 'M' '${JSON.stringify(mapping)}'`);

const lines = [
    { name: 'one', n: 1, at: '2024-05-01T10:20:30.5Z', span: '00:00:01', extra: { tags: ['a'] } },
    { name: 'two', n: 2 },
].map(line => JSON.stringify(line)).join('\n');
await client.executeStreamingIngest('db', 'Sdk', Readable.from([gzipSync(lines)]), 'json', 'M');

const properties = new ClientRequestProperties();
properties.setParameter('least', 1);
const queried = await client.execute('db', 'declare query_parameters(least:long); Sdk | where N >= least | order by N asc', properties);
const queriedV1 = await client.executeQueryV1('db', 'Sdk | summarize total = sum(N)');

let error;
try {
    await client.execute('db', 'NoSuchTable | take 1');
} catch (thrown) {
    const { status, data } = thrown.response ?? {};
    error = { status, code: data?.error?.code, message: data?.error?.['@message'] };
}
let partial;
try {
    await client.execute('db', 'set truncationmaxrecords = 1; Sdk');
} catch (thrown) {
    partial = String(thrown.message ?? thrown);
}

console.log(JSON.stringify({
    created: rows(created).map(row => row.TableName),
    columns: queried.primaryResults[0].columns.map(column => `${column.name}:${column.type}`),
    rows: rows(queried),
    total: rows(queriedV1),
    error,
    partial,
}));
