#!/usr/bin/env bash
# Verifies the prerequisites of a deployment before it starts, and reports each missing right.
# usage: preflight.sh ENVIRONMENT RESOURCE_GROUP
set -euo pipefail
environment=${1:?usage: preflight.sh ENVIRONMENT RESOURCE_GROUP}
group=${2:?the resource group is missing}
scripts=$(cd "$(dirname "$0")" && pwd)
parameters=$scripts/../../bicep/environments/$environment.bicepparam
# shellcheck source-path=SCRIPTDIR source=azure.sh
. "$scripts/azure.sh"
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT

problems=0
problem() {
  echo "##vso[task.logissue type=error]$1"
  problems=$((problems + 1))
}

# Runs an az command that requires RIGHT and stores its output in $result. A failure is reported as a problem that contains the right.
# usage: read_azure RIGHT COMMAND...
read_azure() {
  local right=$1
  shift
  if result=$("$@" 2> "$errors"); then
    return 0
  fi
  if grep -qiE 'AuthorizationFailed|does not have authorization|Forbidden' "$errors"; then
    problem "This connection lacks the right $right. Run pipelines/scripts/bootstrap.sh $environment as Owner to grant it."
  else
    problem "$* failed: $(tr '\n' ' ' < "$errors")"
  fi
  return 1
}

# A damaged package must not replace the app. Only an artifact contains a package.
artifact=$(cd "$scripts/../.." && pwd)
if [ -e "$artifact/build.json" ] && ! (cd "$artifact" && sha256sum --check --quiet functions.zip.sha256); then
  problem "functions.zip is missing or does not match functions.zip.sha256, the checksum that the build recorded. Run the stage again."
fi

read_azure Microsoft.Resources/subscriptions/resourceGroups/read az group show --name "$group" --query location --output tsv || exit 1
location=$result

# usage: require_rights SCOPE PLACE RIGHT...     Verifies the connection's effective rights in a scope.
require_rights() {
  local scope=$1 place=$2 right missing
  shift 2
  read_azure Microsoft.Authorization/permissions/read \
    az rest --method get --output json --url "$scope/providers/Microsoft.Authorization/permissions?api-version=2022-04-01" || return 0
  missing=$(node "$scripts/missing-rights.mjs" "$@" <<< "$result")
  for right in $missing; do
    if [ "$scope" = "${SHARED_WORKSPACE_ID:-}" ]; then
      problem "This connection lacks the right $right in $place. Ask its owner for the role Log Analytics Contributor."
    else
      problem "This connection lacks the right $right in $place. Run pipelines/scripts/bootstrap.sh $environment as Owner to grant it."
    fi
  done
}

subscription=$(az account show --query id --output tsv)
require_rights "/subscriptions/$subscription" "the subscription" "${subscription_rights[@]}"
# The right to write role assignments is most often missing.
require_rights "/subscriptions/$subscription/resourceGroups/$group" "$group" \
  Microsoft.Resources/deployments/write Microsoft.Authorization/roleAssignments/write Microsoft.Insights/activityLogAlerts/write \
  Microsoft.Kusto/clusters/start/action Microsoft.Kusto/clusters/principalAssignments/write \
  Microsoft.Resources/tags/write Microsoft.Web/sites/config/list/action Microsoft.Insights/actionGroups/read

if [ -n "${SHARED_WORKSPACE_ID:-}" ]; then
  require_rights "$SHARED_WORKSPACE_ID" "the shared workspace" \
    Microsoft.OperationalInsights/workspaces/sharedKeys/action Microsoft.OperationalInsights/workspaces/query/read
fi

for provider in "${azure_providers[@]}"; do
  # All providers require the same right, so one message is sufficient.
  read_azure Microsoft.Resources/subscriptions/providers/read \
    az provider show --namespace "$provider" --query registrationState --output tsv || break
  [ "$result" = Registered ] || problem "The provider $provider is $result: az provider register --namespace $provider --wait"
done

# Not all regions with Flex Consumption have zone redundancy.
if read_azure Microsoft.Web/geoRegions/read flex_regions "$parameters"; then
  grep -qix "$location" <<< "$result" || problem "$(no_flex_text "$location" "$parameters")"
fi

[ "$problems" -eq 0 ] || exit 1
echo "$group in $location is ready."
