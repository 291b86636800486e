# Facts about Azure, and look-ups, that several scripts share. Read by them; not run.
# shellcheck shell=bash disable=SC2034

# The resource providers that the templates need, with those of their optional parts.
azure_providers=(
  Microsoft.AlertsManagement Microsoft.ApiManagement Microsoft.App Microsoft.Authorization Microsoft.EventHub Microsoft.Insights
  Microsoft.KeyVault Microsoft.Kusto Microsoft.Logic Microsoft.ManagedIdentity Microsoft.Network Microsoft.OperationalInsights
  Microsoft.Storage Microsoft.Web
)

# What a release reads outside of its group: providers and regions by preflight, the subscription's health by the alert on service health,
# whose target is the subscription, and its own rights there.
subscription_rights=(
  Microsoft.Authorization/permissions/read
  Microsoft.Insights/activityLogAlerts/read
  Microsoft.ResourceHealth/availabilityStatuses/read
  Microsoft.Resources/subscriptions/providers/read
  Microsoft.Resources/subscriptions/read
  Microsoft.Web/geoRegions/read
)

# As the templates have it.
kusto_api_version=2024-04-13
# The resource (audience) of the REST API of Azure DevOps, the same for every organization.
azure_devops=499b84ac-1321-427f-aa17-267ca6975798

# usage: kusto_cluster GROUP     The id of the group's cluster, or nothing where there is none.
kusto_cluster() {
  az resource list --resource-group "$1" --resource-type Microsoft.Kusto/clusters --query '[0].id' --output tsv
}

# usage: kusto_state ID
kusto_state() {
  az resource show --ids "$1" --api-version "$kusto_api_version" --query properties.state --output tsv
}

# usage: output OUTPUTS NAME     The value of one output in what last-outputs.sh prints.
output() { node -p 'JSON.parse(process.argv[1])[process.argv[2]].value' "$1" "$2"; }

# usage: is_zone_redundant PARAMETERS.bicepparam
is_zone_redundant() { grep -qx 'param zoneRedundant = true' "$1"; }

# usage: flex_regions PARAMETERS.bicepparam     The regions that have Flex Consumption, with zone redundancy if the environment needs it.
flex_regions() {
  local zones=()
  ! is_zone_redundant "$1" || zones=(--zone-redundant true)
  # Some versions of the CLI return display names, with blanks.
  az functionapp list-flexconsumption-locations "${zones[@]}" --query '[].name' --output tsv | tr -d ' '
}

# usage: no_flex_text REGION PARAMETERS.bicepparam
no_flex_text() {
  local offer='Flex Consumption'
  ! is_zone_redundant "$2" || offer+=' with zone redundancy'
  echo "$offer is not offered in $1: see the regions with 'az functionapp list-flexconsumption-locations'."
}

# usage: digest KEY     As the app's lists of keys have it.
digest() { printf %s "$1" | sha256sum | cut -d ' ' -f 1; }
