#!/usr/bin/env bash
# Prints the outputs of the last deployment that succeeded, as JSON; a failed deployment has none.   usage: last-outputs.sh RESOURCE_GROUP
set -euo pipefail
group=${1:?usage: last-outputs.sh RESOURCE_GROUP}

name=$(az deployment group list --resource-group "$group" --output tsv --query \
  "sort_by([?starts_with(name, 'latamflights-') && properties.provisioningState == 'Succeeded'], &properties.timestamp)[-1].name")
if [ -z "$name" ]; then
  echo "##vso[task.logissue type=error]$group has no deployment latamflights-* that succeeded: it was never deployed." >&2
  exit 1
fi
az deployment group show --resource-group "$group" --name "$name" --query properties.outputs --output json
