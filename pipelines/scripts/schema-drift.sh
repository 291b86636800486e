#!/usr/bin/env bash
# Compares the deployed Kusto schema with kusto/schema.kql.   usage: schema-drift.sh RESOURCE_GROUP SCHEMA.kql
set -euo pipefail
group=${1:?usage: schema-drift.sh RESOURCE_GROUP SCHEMA.kql}
schema=${2:?the schema is missing}
scripts=$(cd "$(dirname "$0")" && pwd)
deployed=$(mktemp)
trap 'rm -f "$deployed"' EXIT

outputs=$("$scripts/last-outputs.sh" "$group")
output() { node -p 'JSON.parse(process.argv[1])[process.argv[2]].value' "$outputs" "$1"; }
cluster=$(output kustoUri)
database=$(output kustoDatabase)

az rest --method post --resource "$cluster" --url "$cluster/v1/rest/mgmt" --output json \
  --body "{\"db\": \"$database\", \"csl\": \".show database $database schema as csl script\"}" > "$deployed"
node "$scripts/schema-drift.mjs" "$deployed" "$schema" "$scripts/../../bicep/modules/kusto-data-connection.kql"
