# Makes the pipeline an admin of a Kusto database until the script ends. Read by other scripts.
# usage: become_kusto_admin CLUSTER_ID DATABASE CLIENT_ID      POLL_SECONDS: how often to look whether the assignment holds
# shellcheck shell=bash
become_kusto_admin() {
  local tenant state
  assignment="$1/databases/$2/principalAssignments/migration?api-version=2024-04-13"
  tenant=$(az account show --query tenantId --output tsv)
  trap 'az rest --method delete --url "$assignment" --output none' EXIT
  az rest --method put --url "$assignment" --output none --body \
    "{\"properties\": {\"principalId\": \"$3\", \"principalType\": \"App\", \"role\": \"Admin\", \"tenantId\": \"$tenant\"}}"

  # The assignment is asynchronous: it holds once it can be read as succeeded.
  for _ in $(seq 60); do
    state=$(az rest --method get --url "$assignment" --query properties.provisioningState --output tsv)
    [ "$state" != Succeeded ] || break
    sleep "${POLL_SECONDS:-5}"
  done
}
