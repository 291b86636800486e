#!/usr/bin/env bash
# Prepares the Kusto database of an environment for a schema whose views differ (migrate-kusto.mjs), before the schema is deployed.
# As the deployment of the schema does, it makes the pipeline an admin of the database for the run. A new environment is skipped.
# usage: migrate-kusto.sh RESOURCE_GROUP SCHEMA.kql      PIPELINE_CLIENT_ID: the client id of the service connection
set -euo pipefail
group=${1:?usage: migrate-kusto.sh RESOURCE_GROUP SCHEMA.kql}
schema=${2:?the schema is missing}
client=${PIPELINE_CLIENT_ID:?the client id of the service connection is missing}
scripts=$(cd "$(dirname "$0")" && pwd)
# shellcheck source-path=SCRIPTDIR source=kusto-admin.sh
. "$scripts/kusto-admin.sh"

cluster_id=$(az resource list --resource-group "$group" --resource-type Microsoft.Kusto/clusters --query '[0].id' --output tsv)
if [ -z "$cluster_id" ]; then
  echo "$group has no Kusto cluster yet: the deployment creates the schema."
  exit 0
fi
outputs=$(bash "$scripts/last-outputs.sh" "$group")
output() { node -p 'JSON.parse(process.argv[1])[process.argv[2]].value' "$outputs" "$1"; }
cluster=$(output kustoUri)
database=$(output kustoDatabase)

become_kusto_admin "$cluster_id" "$database" "$client"
node "$scripts/migrate-kusto.mjs" "$cluster" "$database" "$schema"
