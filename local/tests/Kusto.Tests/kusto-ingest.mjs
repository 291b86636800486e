// Ingests rows with Microsoft's JavaScript ingestion client (npm azure-kusto-ingest). Arguments: the folder whose node_modules contains the
// package, and the engine's address. Prints the stored rows and the expected error as JSON.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Readable } from 'node:stream';

const [folder, cluster] = process.argv.slice(2);
const require = createRequire(resolve(folder, 'package.json'));
const load = name => import(pathToFileURL(require.resolve(name)).href);
const { Client, KustoConnectionStringBuilder } = await load('azure-kusto-data');
const { DataFormat, IngestionProperties, StreamingIngestClient } = await load('azure-kusto-ingest');

const client = new Client(new KustoConnectionStringBuilder(cluster));
await client.execute('db', '.create table Ingested (Name:string, N:long)');
await client.execute('db', '.alter table Ingested policy streamingingestion enable');
await client.execute('db', '.create table Ingested ingestion json mapping \'M\' '
    + `'[{"column":"Name","Properties":{"Path":"$.name"}},{"column":"N","Properties":{"Path":"$.n"}}]'`);

const properties = format => new IngestionProperties({ database: 'db', table: 'Ingested', format });
const csv = new StreamingIngestClient(new KustoConnectionStringBuilder(cluster), properties(DataFormat.CSV));
await csv.ingestFromStream(Readable.from(['one,1\n', '"two, quoted",2\n']));

const json = new StreamingIngestClient(
    new KustoConnectionStringBuilder(cluster),
    new IngestionProperties({ database: 'db', table: 'Ingested', format: DataFormat.JSON, ingestionMappingReference: 'M' }));
await json.ingestFromStream(Readable.from([`${JSON.stringify({ name: 'three', n: 3 })}\n`]));

let error;
try {
    const missing = new IngestionProperties({ database: 'db', table: 'Missing', format: DataFormat.CSV });
    await new StreamingIngestClient(new KustoConnectionStringBuilder(cluster), missing)
        .ingestFromStream(Readable.from(['x,1\n']));
} catch (thrown) {
    error = String(thrown.message ?? thrown);
}

const result = await client.execute('db', 'Ingested | order by N asc');
console.log(JSON.stringify({ rows: [...result.primaryResults[0].rows()].map(row => row.toJSON()), error }));
