#!/usr/bin/env bash
# Prints the name of the last successful deployment of the templates, or nothing if there is no such deployment.
# usage: last-deployment.sh RESOURCE_GROUP
set -euo pipefail
group=${1:?usage: last-deployment.sh RESOURCE_GROUP}

az deployment group list --resource-group "$group" --output tsv --query \
  "sort_by([?starts_with(name, 'latamflights-') && properties.provisioningState == 'Succeeded'], &properties.timestamp)[-1].name"
