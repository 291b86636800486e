#!/usr/bin/env bash
# Runs the smoke tests in the artifact on a deployed environment, with a temporary function key.
# usage: smoke.sh RESOURCE_GROUP APP BASE_URL EVENT_HUB_URL RESULTS_DIRECTORY
set -euo pipefail
group=${1:?usage: smoke.sh RESOURCE_GROUP APP BASE_URL EVENT_HUB_URL RESULTS_DIRECTORY}
app=${2:?the app is missing}
base_url=${3:?the base URL is missing}
event_hub_url=${4:?the Event Hub URL is missing}
results=${5:?the results directory is missing}
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$results"
# shellcheck source-path=SCRIPTDIR source=function-key.sh
. "$(dirname "$0")/function-key.sh"

# Secrets are only in environment variables and not in the log.
export_function_key SMOKE_FUNCTION_KEY "$group" "$app" "smoke-${BUILD_BUILDID:-local}" "$base_url"
SMOKE_EVENT_HUB_TOKEN=$(az account get-access-token --resource https://eventhubs.azure.net --query accessToken --output tsv)
export SMOKE_EVENT_HUB_TOKEN
export SMOKE_BASE_URL=$base_url SMOKE_EVENT_HUB_URL=$event_hub_url

dotnet test "$root/smoke/LatamFunctions.Tests.dll" --filter Category=Smoke --logger "trx;LogFileName=smoke.trx" \
  --results-directory "$results"

# Fail if no test passed. Without this check, the run would also succeed if no test matched the filter or all tests were skipped.
passed=$(sed -nE 's/.*<Counters [^>]*passed="([0-9]+)".*/\1/p' "$results/smoke.trx" | head -n 1)
if [ "${passed:-0}" -eq 0 ]; then
  echo "##vso[task.logissue type=error]No smoke test passed, because none ran."
  exit 1
fi
echo "$passed smoke tests passed."
