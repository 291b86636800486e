#!/usr/bin/env bash
# Finds what would make a deployment fail half-way, before it starts.   usage: preflight.sh RESOURCE_GROUP
set -euo pipefail
group=${1:?usage: preflight.sh RESOURCE_GROUP}
problems=0
problem() { echo "##vso[task.logissue type=error]$1"; problems=$((problems + 1)); }

if ! location=$(az group show --name "$group" --query location --output tsv); then
  echo "##vso[task.logissue type=error]The resource group $group does not exist or this connection may not read it: see docs/operations/deploying.md."
  exit 1
fi

for provider in Microsoft.App Microsoft.EventHub Microsoft.Insights Microsoft.Kusto Microsoft.ManagedIdentity \
                Microsoft.Network Microsoft.OperationalInsights Microsoft.Storage Microsoft.Web; do
  state=$(az provider show --namespace "$provider" --query registrationState --output tsv)
  [ "$state" = Registered ] || problem "The provider $provider is $state: az provider register --namespace $provider --wait"
done

# The list spells regions with blanks in some versions of the CLI.
if ! az functionapp list-flexconsumption-locations --query '[].name' --output tsv | tr -d ' ' | grep -qix "$location"; then
  problem "Flex Consumption is not offered in $location: az functionapp list-flexconsumption-locations"
fi

[ "$problems" -eq 0 ] || exit 1
echo "$group in $location is ready."
