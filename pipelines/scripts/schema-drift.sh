#!/usr/bin/env bash
# Compares the deployed Kusto schema with kusto/schema.kql. A stopped cluster (dev's cluster stops when idle) and an environment without a
# deployment cause only a warning.
# usage: schema-drift.sh RESOURCE_GROUP SCHEMA.kql
set -euo pipefail
group=${1:?usage: schema-drift.sh RESOURCE_GROUP SCHEMA.kql}
schema=${2:?the schema is missing}
scripts=$(cd "$(dirname "$0")" && pwd)
# shellcheck source-path=SCRIPTDIR source=azure.sh
. "$scripts/azure.sh"
deployed=$(mktemp)
trap 'rm -f "$deployed"' EXIT

deployment=$(bash "$scripts/last-deployment.sh" "$group")
if [ -z "$deployment" ]; then
  echo "##vso[task.logissue type=warning]$group has no successful deployment yet, so there is no schema to compare."
  exit 0
fi
id=$(kusto_cluster "$group")
state=$(kusto_state "$id")
if [ "$state" = Stopped ]; then
  echo "##vso[task.logissue type=warning]${id##*/} is stopped, so its schema is not compared."
  exit 0
fi

outputs=$(bash "$scripts/last-outputs.sh" "$group")
cluster=$(output "$outputs" kustoUri)
database=$(output "$outputs" kustoDatabase)

az rest --method post --resource "$cluster" --url "$cluster/v1/rest/mgmt" --output json \
  --body "{\"db\": \"$database\", \"csl\": \".show database $database schema as csl script\"}" > "$deployed"
node "$scripts/schema-drift.mjs" "$deployed" "$schema" "$scripts/../../bicep/modules/kusto-data-connection.kql"
