// Loads kusto/reference into a database.
// usage: load-reference.mjs CLUSTER DATABASE REFERENCE_DIRECTORY      KUSTO_TOKEN: an access token (not needed for the local engine)
//        WAIT_SECONDS, POLL_SECONDS: time limit and interval of retries until the right takes effect
import { setTimeout } from 'node:timers/promises';
import { loadReferenceData } from './reference-data.mjs';

const [cluster, database, directory] = process.argv.slice(2);

const deadline = Date.now() + Number(process.env.WAIT_SECONDS ?? 600) * 1000;
const poll = Number(process.env.POLL_SECONDS ?? 15) * 1000;

// In a first release, it can take minutes until the new right takes effect in the cluster.
async function manage(csl) {
  let { status, text } = await send(csl);
  while ([401, 403].includes(status) && Date.now() < deadline) {
    await setTimeout(poll);
    ({ status, text } = await send(csl));
  }
  if (status !== 200) throw new Error(`${csl.split('\n')[0]}: ${status} ${text.slice(0, 2000)}`);
}

async function send(csl) {
  const response = await fetch(`${cluster.replace(/\/$/, '')}/v1/rest/mgmt`, {
    method: 'POST',
    headers: {
      ...(process.env.KUSTO_TOKEN ? { Authorization: `Bearer ${process.env.KUSTO_TOKEN}` } : {}),
      'Content-Type': 'application/json',
      Accept: 'application/json',
    },
    body: JSON.stringify({ db: database, csl }),
  });
  return { status: response.status, text: await response.text() };
}

await loadReferenceData(manage, directory);
