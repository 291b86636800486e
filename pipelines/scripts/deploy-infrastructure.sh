#!/usr/bin/env bash
# Deploys the artifact's template to a resource group, unless nothing would change. A deployment writes the site, and Flex
# Consumption then restarts all instances.   usage: deploy-infrastructure.sh ENVIRONMENT RESOURCE_GROUP
set -euo pipefail
environment=${1:?usage: deploy-infrastructure.sh ENVIRONMENT RESOURCE_GROUP}
group=${2:?the resource group is missing}
# A deployment without this variable would remove the pipeline's right in the database, or would not grant the right.
: "${PIPELINE_CLIENT_ID:?is not set: later releases could not migrate the database}"
scripts=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$scripts/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bash "$scripts/build-parameters.sh" "$environment" "$work/parameters.json"

# usage: hidden_values     Prints a digest of the values that what-if hides: the values of settings, and the addresses of webhooks and
# Logic Apps.
hidden_values() {
  local app settings='' addresses
  # "|| return" is needed because a failing command in a command substitution does not end the script.
  app=$(az resource list --resource-group "$group" --resource-type Microsoft.Web/sites --query '[0].name' --output tsv) || return
  [ -z "$app" ] || settings=$(az functionapp config appsettings list --resource-group "$group" --name "$app" --output json \
    --query 'sort_by([].{name: name, value: value}, &name)') || return
  addresses=$(az monitor action-group list --resource-group "$group" --output json --query \
    '[].[webhookReceivers[].serviceUri, logicAppReceivers[].[name, resourceId, callbackUrl]]') || return
  printf '%s\n%s\n' "$settings" "$addresses" | sha256sum | cut -c 1-16
}

# The deployment is skipped only if the newest deployment succeeded with the same template and parameters (their digest is part of its
# name), the hidden values are the same as after that deployment, and what-if shows no difference.
digest=$(cat "$root/bicep/main.json" "$work/parameters.json" | sha256sum | cut -c 1-16)
newest=$(az deployment group list --resource-group "$group" --output tsv --query \
  "sort_by([?starts_with(name, 'latamflights-')], &properties.timestamp)[-1:].join(' ', [name, properties.provisioningState]) | [0]")
before=$(az group show --name "$group" --query tags.hiddenValues --output tsv)
if [[ $newest == *"-$digest Succeeded" ]] && [ -n "$before" ] && [ "$before" = "$(hidden_values)" ] &&
  bash "$scripts/what-if.sh" "$environment" "$group" "$work/what-if" true > "$work/what-if.log" 2>&1; then
  echo "${newest% *} deployed the same template and parameters, and nothing has changed since." \
  "The deployment is skipped, and no instance restarts."
  exit 0
fi

bash "$scripts/current-parameters.sh" "$work/parameters.json" "$group" > "$work/current"
mapfile -t current < "$work/current"
echo "Values from the environment: ${current[*]}"

# last-deployment.sh finds the deployment by the prefix of its name. A second attempt has another name, because it must not replace the
# record of the first attempt, whose outputs a rollback reads. The mode Incremental deletes nothing.
name=latamflights-${BUILD_BUILDID:-manual-$(date --utc +%y%m%d%H%M%S)}-${SYSTEM_STAGEATTEMPT:-1}-$digest
az deployment group create --resource-group "$group" --name "$name" --mode Incremental \
  --template-file "$root/bicep/main.json" --parameters "$work/parameters.json" "${current[@]}" --output none

# The deployment has succeeded. A failure to write the tag must not fail the release, because the tag only avoids a restart in the next
# release.
subscription=$(az account show --query id --output tsv)
if ! values=$(hidden_values) ||
  ! az tag update --resource-id "/subscriptions/$subscription/resourceGroups/$group" --operation Merge \
    --tags "hiddenValues=$values" --output none; then
  echo "##vso[task.logissue type=warning]The tag hiddenValues of $group was not written, so the next release deploys the infrastructure."
fi
