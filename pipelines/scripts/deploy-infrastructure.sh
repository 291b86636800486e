#!/usr/bin/env bash
# Deploys the artefact's template into a resource group.   usage: deploy-infrastructure.sh ENVIRONMENT RESOURCE_GROUP
set -euo pipefail
environment=${1:?usage: deploy-infrastructure.sh ENVIRONMENT RESOURCE_GROUP}
group=${2:?the resource group is missing}
scripts=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$scripts/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bash "$scripts/build-parameters.sh" "$environment" "$work/parameters.json"
bash "$scripts/current-capacities.sh" "$work/parameters.json" "$group" > "$work/capacities"
mapfile -t capacities < "$work/capacities"
[ "${#capacities[@]}" -eq 0 ] || echo "Kept as they are now: ${capacities[*]}"

# last-outputs.sh finds the deployment by the prefix of its name. Incremental: nothing is deleted.
az deployment group create --resource-group "$group" --name "latamflights-${BUILD_BUILDID:-by-hand}" --mode Incremental \
  --template-file "$root/bicep/main.json" --parameters "$work/parameters.json" "${capacities[@]}" --output none
