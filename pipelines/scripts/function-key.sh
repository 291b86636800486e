#!/usr/bin/env bash
# Functions for scripts that call the deployed API: the app accepts the release's key while the script runs. Source this file.

# Adds the key in RELEASE_KEY to the app, exports it as VARIABLE, and deletes it from the app when the script exits.
# The app lists the digest of this key for all scopes (build-parameters.sh). Other new keys would have no scope.
# usage: export_function_key VARIABLE RESOURCE_GROUP APP KEY_NAME BASE_URL      POLL_SECONDS, WAIT_SECONDS: the wait for the key
export_function_key() {
  key_app=$3
  key_name=$4
  key_address=(--resource-group "$2" --name "$key_app" --key-type functionKeys --key-name "$key_name")
  if [[ -z ${RELEASE_KEY:-} || $RELEASE_KEY == \$\(* ]]; then
    echo "##vso[task.logissue type=error]The secret variable releaseKey is not in the environment's variable group. \
See docs/operations/first-time-setup.md."
    exit 1
  fi

  # Set the trap before the key, because a command that fails may have set the key.
  trap delete_function_key EXIT
  az functionapp keys set "${key_address[@]}" --key-value "$RELEASE_KEY" --output none
  export "$1=$RELEASE_KEY"
  await_function_key "$5"
}

# Waits until the host has read the new key. Until then, the host returns 401 (Azure/azure-functions-host#11787). The caller handles other
# failures.
await_function_key() {
  local deadline status
  deadline=$(($(date +%s) + ${WAIT_SECONDS:-120}))
  while true; do
    # Pass the header on standard input, because other processes can see arguments.
    status=$(curl --silent --max-time 20 --output /dev/null --write-out '%{http_code}' --header @- "$1/api/flights?limit=1" \
      <<< "x-functions-key: $RELEASE_KEY" || true)
    [ "$status" = 401 ] && [ "$(date +%s)" -lt "$deadline" ] || return 0
    sleep "${POLL_SECONDS:-5}"
  done
}

delete_function_key() {
  az functionapp keys delete "${key_address[@]}" --output none ||
    echo "##vso[task.logissue type=warning]The function key $key_name of $key_app could not be deleted. Delete it manually."
}
