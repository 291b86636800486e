#!/usr/bin/env bash
# Compares the deployed Kusto schema with kusto/schema.kql.   usage: schema-drift.sh RESOURCE_GROUP SCHEMA.kql
set -euo pipefail
group=${1:?usage: schema-drift.sh RESOURCE_GROUP SCHEMA.kql}
schema=${2:?the schema is missing}
scripts=$(cd "$(dirname "$0")" && pwd)
deployed=$(mktemp)
trap 'rm -f "$deployed"' EXIT

output() { az deployment group show --resource-group "$group" --name latamflights --query "properties.outputs.$1.value" --output tsv; }
cluster=$(output kustoUri)
database=$(output kustoDatabase)

az rest --method post --resource "$cluster" --url "$cluster/v1/rest/mgmt" --output json \
  --body "{\"db\": \"$database\", \"csl\": \".show database $database schema as csl script\"}" > "$deployed"
node "$scripts/schema-drift.mjs" "$deployed" "$schema"
