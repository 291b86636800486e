#!/usr/bin/env bash
# Sourced by the scripts that call the deployed API: makes the app accept the release's key for as long as the script runs.

# Gives the app the key in RELEASE_KEY, exports it as VARIABLE, and deletes it from the app when the script exits.
# The app lists the digest of this key for all scopes (build-parameters.sh): any other new key would open nothing.
# usage: export_function_key VARIABLE RESOURCE_GROUP APP KEY_NAME BASE_URL      POLL_SECONDS, WAIT_SECONDS: until the app accepts it
export_function_key() {
  key_app=$3
  key_name=$4
  key_address=(--resource-group "$2" --name "$key_app" --key-type functionKeys --key-name "$key_name")
  if [[ -z ${RELEASE_KEY:-} || $RELEASE_KEY == \$\(* ]]; then
    echo "##vso[task.logissue type=error]The secret variable releaseKey is not in the environment's variable group. \
See docs/operations/first-time-setup.md."
    exit 1
  fi

  # Before the key is set: a command that fails half-way may have set it.
  trap delete_function_key EXIT
  az functionapp keys set "${key_address[@]}" --key-value "$RELEASE_KEY" --output none
  export "$1=$RELEASE_KEY"
  await_function_key "$5"
}

# A host reads a new key after some time, and responds with 401 until then (Azure/azure-functions-host#11787). Other failures are the
# caller's to see.
await_function_key() {
  local deadline status
  deadline=$(($(date +%s) + ${WAIT_SECONDS:-120}))
  while true; do
    # The header on standard input: arguments are visible to other processes.
    status=$(curl --silent --max-time 20 --output /dev/null --write-out '%{http_code}' --header @- "$1/api/flights?limit=1" \
      <<< "x-functions-key: $RELEASE_KEY" || true)
    [ "$status" = 401 ] && [ "$(date +%s)" -lt "$deadline" ] || return 0
    sleep "${POLL_SECONDS:-5}"
  done
}

delete_function_key() {
  az functionapp keys delete "${key_address[@]}" --output none ||
    echo "##vso[task.logissue type=warning]The function key $key_name of $key_app could not be deleted: delete it manually."
}
