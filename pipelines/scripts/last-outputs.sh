#!/usr/bin/env bash
# Prints the outputs of the last successful deployment as JSON.   usage: last-outputs.sh RESOURCE_GROUP
set -euo pipefail
group=${1:?usage: last-outputs.sh RESOURCE_GROUP}

name=$(bash "$(dirname "$0")/last-deployment.sh" "$group")
if [ -z "$name" ]; then
  echo "##vso[task.logissue type=error]$group has no successful deployment latamflights-*." >&2
  exit 1
fi
az deployment group show --resource-group "$group" --name "$name" --query properties.outputs --output json
