# The resource providers that the templates need, with those of their optional parts. Read by other scripts.
# shellcheck shell=bash disable=SC2034
azure_providers=(
  Microsoft.AlertsManagement Microsoft.ApiManagement Microsoft.App Microsoft.Authorization Microsoft.EventHub Microsoft.Insights
  Microsoft.KeyVault Microsoft.Kusto Microsoft.ManagedIdentity Microsoft.Network Microsoft.OperationalInsights Microsoft.Storage Microsoft.Web
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
