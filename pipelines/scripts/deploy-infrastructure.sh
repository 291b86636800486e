#!/usr/bin/env bash
# Deploys bicep/ into a resource group.   usage: deploy-infrastructure.sh ENVIRONMENT RESOURCE_GROUP
set -euo pipefail
environment=${1:?usage: deploy-infrastructure.sh ENVIRONMENT RESOURCE_GROUP}
group=${2:?the resource group is missing}
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source-path=SCRIPTDIR source=template-variables.sh
. "$(dirname "$0")/template-variables.sh"

# last-outputs.sh finds it by the beginning of its name. Incremental: nothing is deleted.
az deployment group create --resource-group "$group" --name "latamflights-${BUILD_BUILDID:-by-hand}" --mode Incremental \
  --parameters "$root/bicep/environments/$environment.bicepparam" --output none
