#!/usr/bin/env bash
# Loads kusto/reference into the database of an environment.
# usage: load-reference.sh RESOURCE_GROUP KUSTO_URI DATABASE REFERENCE_DIRECTORY      PIPELINE_CLIENT_ID: that of the service connection
set -euo pipefail
group=${1:?usage: load-reference.sh RESOURCE_GROUP KUSTO_URI DATABASE REFERENCE_DIRECTORY}
kusto_uri=${2:?the Kusto URI is missing}
database=${3:?the database is missing}
directory=${4:?the directory is missing}
client=${PIPELINE_CLIENT_ID:?the client id of the service connection is missing}
# shellcheck source-path=SCRIPTDIR source=kusto-admin.sh
. "$(dirname "$0")/kusto-admin.sh"

cluster_id=$(az resource list --resource-group "$group" --resource-type Microsoft.Kusto/clusters --query '[0].id' --output tsv)
become_kusto_admin "$cluster_id" "$database" "$client"

# The token reaches the environment of one process, never the log.
KUSTO_TOKEN=$(az account get-access-token --resource "$kusto_uri" --query accessToken --output tsv)
export KUSTO_TOKEN
node "$(dirname "$0")/load-reference.mjs" "$kusto_uri" "$database" "$directory"
