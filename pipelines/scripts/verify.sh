#!/usr/bin/env bash
# Publishes events under load and verifies each event (tools/verify). Fails if an event is lost or visible twice.
# usage: verify.sh RESOURCE_GROUP APP BASE_URL EVENT_HUB_URL KUSTO_URI PARTITIONS EVENTS RATE RESULTS_DIRECTORY
set -euo pipefail
group=${1:?usage: verify.sh RESOURCE_GROUP APP BASE_URL EVENT_HUB_URL KUSTO_URI PARTITIONS EVENTS RATE RESULTS_DIRECTORY}
app=${2:?the app is missing}
base_url=${3:?the base URL is missing}
event_hub_url=${4:?the Event Hub URL is missing}
kusto_uri=${5:?the Kusto URI is missing}
partitions=${6:?the number of partitions is missing}
events=${7:?the number of events is missing}
rate=${8:?the rate is missing}
results=${9:?the results directory is missing}
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$results"
# shellcheck source-path=SCRIPTDIR source=function-key.sh
. "$(dirname "$0")/function-key.sh"

# Secrets are only in environment variables and not in the log.
export_function_key VERIFY_API_KEY "$group" "$app" "verify-${BUILD_BUILDID:-local}" "$base_url"
VERIFY_HUB_TOKEN=$(az account get-access-token --resource https://eventhubs.azure.net --query accessToken --output tsv)
VERIFY_KUSTO_TOKEN=$(az account get-access-token --resource "$kusto_uri" --query accessToken --output tsv)
export VERIFY_HUB_TOKEN VERIFY_KUSTO_TOKEN

# Publish only a few invalid events, because each invalid event leaves a dead letter in the environment.
code=0
dotnet "$root/verify/Verify.dll" --hub "$event_hub_url" --api "$base_url/api/" --kusto "$kusto_uri" \
  --partitions "$partitions" --batch 25 --events "$events" --rate "$rate" --bad 50021 --report "$results/verifier.md" || code=$?
[ -f "$results/verifier.md" ] && echo "##vso[task.uploadsummary]$results/verifier.md"
if [ "$code" -ne 0 ]; then
  echo "##vso[task.logissue type=error]The verifier ended with exit code $code: \
  events are missing, visible twice or out of order, or the verification failed."
  exit 1
fi
