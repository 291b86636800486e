# Constants and functions for Azure that several scripts share. Source this file; do not run it.
# shellcheck shell=bash disable=SC2034

# The resource providers that the templates need, including the providers of optional resources.
azure_providers=(
  Microsoft.AlertsManagement Microsoft.ApiManagement Microsoft.App Microsoft.Authorization Microsoft.EventHub Microsoft.Insights
  Microsoft.KeyVault Microsoft.Kusto Microsoft.Logic Microsoft.ManagedIdentity Microsoft.Network Microsoft.OperationalInsights
  Microsoft.Storage Microsoft.Web
)

# The rights that a release needs outside its resource group: preflight reads providers, regions and its own rights, and the alert on
# service health reads the health of the subscription.
subscription_rights=(
  Microsoft.Authorization/permissions/read
  Microsoft.Insights/activityLogAlerts/read
  Microsoft.ResourceHealth/availabilityStatuses/read
  Microsoft.Resources/subscriptions/providers/read
  Microsoft.Resources/subscriptions/read
  Microsoft.Web/geoRegions/read
)

# The API version for Kusto clusters, which is the same as in the templates.
kusto_api_version=2024-04-13
# The resource (audience) of the Azure DevOps REST API, which is the same for all organizations.
azure_devops=499b84ac-1321-427f-aa17-267ca6975798

# usage: kusto_cluster GROUP     Prints the id of the group's cluster, or nothing if the group has no cluster.
kusto_cluster() {
  az resource list --resource-group "$1" --resource-type Microsoft.Kusto/clusters --query '[0].id' --output tsv
}

# usage: kusto_state ID
kusto_state() {
  az resource show --ids "$1" --api-version "$kusto_api_version" --query properties.state --output tsv
}

# usage: output OUTPUTS NAME     Prints the value of one output from the output of last-outputs.sh.
output() { node -p 'JSON.parse(process.argv[1])[process.argv[2]].value' "$1" "$2"; }

# usage: is_zone_redundant PARAMETERS.bicepparam
is_zone_redundant() { grep -qx 'param zoneRedundant = true' "$1"; }

# usage: flex_regions PARAMETERS.bicepparam     Prints the regions with Flex Consumption, and with zone redundancy if the environment
# requires it.
flex_regions() {
  local zones=()
  ! is_zone_redundant "$1" || zones=(--zone-redundant true)
  # Some versions of the CLI return display names with spaces.
  az functionapp list-flexconsumption-locations "${zones[@]}" --query '[].name' --output tsv | tr -d ' '
}

# usage: no_flex_text REGION PARAMETERS.bicepparam
no_flex_text() {
  local offer='Flex Consumption'
  ! is_zone_redundant "$2" || offer+=' with zone redundancy'
  echo "$offer is not offered in $1: see the regions with 'az functionapp list-flexconsumption-locations'."
}

# usage: digest KEY     Prints the digest of a key as it appears in the app's settings.
digest() { printf %s "$1" | sha256sum | cut -d ' ' -f 1; }
