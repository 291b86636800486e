#!/usr/bin/env bash
# Deploys bicep/ into a resource group.   usage: deploy-infrastructure.sh ENVIRONMENT RESOURCE_GROUP
set -euo pipefail
environment=${1:?usage: deploy-infrastructure.sh ENVIRONMENT RESOURCE_GROUP}
group=${2:?the resource group is missing}
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source-path=SCRIPTDIR source=template-variables.sh
. "$(dirname "$0")/template-variables.sh"

# One name for all runs: deployment-outputs.sh finds the outputs of the last one under it. Incremental: nothing is deleted.
az deployment group create --resource-group "$group" --name latamflights --mode Incremental \
  --parameters "$root/bicep/environments/$environment.bicepparam" --output none
