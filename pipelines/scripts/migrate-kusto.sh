#!/usr/bin/env bash
# Prepares the Kusto database of an environment for a schema whose views differ (migrate-kusto.mjs), before the schema is deployed.
# As the deployment of the schema does, it makes the pipeline an admin of the database for the run. A new environment is skipped.
# usage: migrate-kusto.sh RESOURCE_GROUP SCHEMA.kql      PIPELINE_CLIENT_ID: the client id of the service connection
set -euo pipefail
group=${1:?usage: migrate-kusto.sh RESOURCE_GROUP SCHEMA.kql}
schema=${2:?the schema is missing}
client=${PIPELINE_CLIENT_ID:?the client id of the service connection is missing}
scripts=$(cd "$(dirname "$0")" && pwd)

cluster_id=$(az resource list --resource-group "$group" --resource-type Microsoft.Kusto/clusters --query '[0].id' --output tsv)
if [ -z "$cluster_id" ]; then
  echo "$group has no Kusto cluster yet: the deployment creates the schema."
  exit 0
fi
outputs=$(bash "$scripts/last-outputs.sh" "$group")
output() { node -p 'JSON.parse(process.argv[1])[process.argv[2]].value' "$outputs" "$1"; }
cluster=$(output kustoUri)
database=$(output kustoDatabase)

assignment="$cluster_id/databases/$database/principalAssignments/migration?api-version=2024-04-13"
tenant=$(az account show --query tenantId --output tsv)
trap 'az rest --method delete --url "$assignment" --output none' EXIT
az rest --method put --url "$assignment" --output none --body \
  "{\"properties\": {\"principalId\": \"$client\", \"principalType\": \"App\", \"role\": \"Admin\", \"tenantId\": \"$tenant\"}}"

# The assignment is asynchronous: it holds once it can be read as succeeded.
for _ in $(seq 60); do
  state=$(az rest --method get --url "$assignment" --query properties.provisioningState --output tsv)
  [ "$state" != Succeeded ] || break
  sleep "${POLL_SECONDS:-5}"
done

node "$scripts/migrate-kusto.mjs" "$cluster" "$database" "$schema"
