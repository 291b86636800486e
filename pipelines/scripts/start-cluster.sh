#!/usr/bin/env bash
# Starts the Azure Data Explorer cluster in a resource group if it is stopped, and waits until it is running. Without a cluster, the script
# succeeds. Auto-stop stops an idle cluster after five days and does not start it again. Deployments, smoke tests and ingestion need a
# running cluster. usage: start-cluster.sh RESOURCE_GROUP      WAIT_SECONDS (1200) and POLL_SECONDS (15) in the environment.
set -euo pipefail
group=${1:?usage: start-cluster.sh RESOURCE_GROUP}
deadline=$(($(date +%s) + ${WAIT_SECONDS:-1200}))
# shellcheck source-path=SCRIPTDIR source=azure.sh
. "$(dirname "$0")/azure.sh"

cluster=$(kusto_cluster "$group")
if [ -z "$cluster" ]; then
  echo "$group has no cluster yet."
  exit 0
fi

requested=false
while true; do
  state=$(kusto_state "$cluster")
  case $state in
    Running)
      echo "${cluster##*/} is running."
      exit 0
      ;;
    Stopped)
      if [ "$requested" = false ]; then
        echo "${cluster##*/} is stopped and is now starting, which takes about ten minutes."
        az rest --method post --url "$cluster/start?api-version=$kusto_api_version" --output none
        requested=true
      fi
      ;;
    Creating | Starting | Stopping | Updating) ;;
    *)
      echo "##vso[task.logissue type=error]${cluster##*/} is in the state '$state' and cannot be started. See the Azure portal for details."
      exit 1
      ;;
  esac
  [ "$(date +%s)" -lt "$deadline" ] || break
  sleep "${POLL_SECONDS:-15}"
done

echo "##vso[task.logissue type=error]${cluster##*/} did not start within ${WAIT_SECONDS:-1200} s. Its last state was '$state'."
exit 1
