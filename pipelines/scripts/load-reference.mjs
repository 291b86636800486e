// Loads kusto/reference into a database.
// usage: load-reference.mjs CLUSTER DATABASE REFERENCE_DIRECTORY      KUSTO_TOKEN: an access token; the local engine needs none
import { loadReferenceData } from './reference-data.mjs';

const [cluster, database, directory] = process.argv.slice(2);

async function manage(csl) {
  const response = await fetch(`${cluster.replace(/\/$/, '')}/v1/rest/mgmt`, {
    method: 'POST',
    headers: {
      ...(process.env.KUSTO_TOKEN ? { Authorization: `Bearer ${process.env.KUSTO_TOKEN}` } : {}),
      'Content-Type': 'application/json',
      Accept: 'application/json',
    },
    body: JSON.stringify({ db: database, csl }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${csl.split('\n')[0]}: ${response.status} ${text.slice(0, 2000)}`);
}

await loadReferenceData(manage, directory);
