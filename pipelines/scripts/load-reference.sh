#!/usr/bin/env bash
# Loads kusto/reference into the database of an environment.   usage: load-reference.sh KUSTO_URI DATABASE REFERENCE_DIRECTORY
set -euo pipefail
kusto_uri=${1:?usage: load-reference.sh KUSTO_URI DATABASE REFERENCE_DIRECTORY}
database=${2:?the database is missing}
directory=${3:?the directory is missing}

# The token is passed in the environment, so it appears neither on a command line nor in the log.
KUSTO_TOKEN=$(az account get-access-token --resource "$kusto_uri" --query accessToken --output tsv)
export KUSTO_TOKEN
node "$(dirname "$0")/load-reference.mjs" "$kusto_uri" "$database" "$directory"
