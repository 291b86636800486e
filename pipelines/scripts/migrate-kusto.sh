#!/usr/bin/env bash
# Prepares the Kusto database of an environment for a schema whose views differ (migrate-kusto.mjs), before the schema is deployed.
# An environment without a successful deployment is skipped, because the next deployment creates or completes its schema.
# usage: migrate-kusto.sh RESOURCE_GROUP SCHEMA.kql
set -euo pipefail
group=${1:?usage: migrate-kusto.sh RESOURCE_GROUP SCHEMA.kql}
schema=${2:?the schema is missing}
scripts=$(cd "$(dirname "$0")" && pwd)
# shellcheck source-path=SCRIPTDIR source=azure.sh
. "$scripts/azure.sh"

deployment=$(bash "$scripts/last-deployment.sh" "$group")
if [ -z "$deployment" ]; then
  echo "$group has no successful deployment yet, so there is nothing to migrate."
  exit 0
fi
outputs=$(bash "$scripts/last-outputs.sh" "$group")
cluster=$(output "$outputs" kustoUri)
database=$(output "$outputs" kustoDatabase)

node "$scripts/migrate-kusto.mjs" "$cluster" "$database" "$schema"
