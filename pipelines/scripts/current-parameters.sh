#!/usr/bin/env bash
# Prints the template parameters whose values a release must read from the environment, one per line:
# - capacities, which autoscale and auto-inflate change and a release must not reset. A capacity outside the range in the parameter file is
#   omitted, so that the file's value applies as in a new environment.
# - the start of the budget, which cannot be changed. For a new budget, it must be in the current month.
# usage: current-parameters.sh PARAMETERS.json RESOURCE_GROUP
set -euo pipefail
parameters=${1:?usage: current-parameters.sh PARAMETERS.json RESOURCE_GROUP}
group=${2:?the resource group is missing}
# shellcheck source-path=SCRIPTDIR source=azure.sh
. "$(dirname "$0")/azure.sh"

# usage: keep TEMPLATE_PARAMETER RESOURCE_TYPE API_VERSION OBJECT_PARAMETER MINIMUM MAXIMUM
keep() {
  local id capacity
  id=$(az resource list --resource-group "$group" --resource-type "$2" --query '[0].id' --output tsv)
  [ -n "$id" ] || return 0
  capacity=$(az resource show --ids "$id" --api-version "$3" --query sku.capacity --output tsv)
  node -e '
    const [file, capacity, object, minimum, maximum] = process.argv.slice(1);
    const size = JSON.parse(require("fs").readFileSync(file, "utf8")).parameters[object].value;
    process.exitCode = size[minimum] <= Number(capacity) && Number(capacity) <= size[maximum] ? 0 : 1;
  ' "$parameters" "$capacity" "$4" "$5" "$6" && echo "$1=$capacity"
  return 0
}

keep kustoInstances Microsoft.Kusto/clusters "$kusto_api_version" kusto instances maximumInstances
keep eventHubUnits Microsoft.EventHub/namespaces 2024-01-01 eventHubs units maximumUnits

subscription=$(az account show --query id --output tsv)
start=$(az rest --method get --query "value[?starts_with(name, 'budget-')].properties.timePeriod.startDate | [0]" --output tsv --url \
  "/subscriptions/$subscription/resourceGroups/$group/providers/Microsoft.Consumption/budgets?api-version=2024-08-01")
[ -n "$start" ] || start=$(date --utc +%Y-%m-01)
echo "budgetStartDate=$start"
