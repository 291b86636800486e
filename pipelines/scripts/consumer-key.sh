#!/usr/bin/env bash
# Manages the function key of a consumer, which grants access only to the operations of its scope: read, publish or operate.
# usage: consumer-key.sh new
#          creates a key, and prints the key and its digest for the list of its scope in bicep/environments
#        consumer-key.sh set RESOURCE_GROUP APP NAME < KEY
#          adds the key to the app under the consumer's name; run this command after the list is deployed
#        consumer-key.sh remove RESOURCE_GROUP APP NAME
set -euo pipefail
usage() {
  sed -n '3,/^set /s/^# \{0,1\}//p' "$0" >&2
  exit 2
}
# shellcheck source-path=SCRIPTDIR source=azure.sh
. "$(dirname "$0")/azure.sh"

command=${1:-}
case $command in
  new)
    key=$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')
    echo "key     $key"
    echo "digest  $(digest "$key")"
    ;;
  set)
    group=${2:-}
    app=${3:-}
    name=${4:-}
    [ -n "$name" ] || usage
    read -r key

    # A key that the app does not list has no scope, so the consumer would receive 403 for all requests.
    listed=$(az functionapp config appsettings list --resource-group "$group" --name "$app" \
      --query "[?starts_with(name, 'Consumers__')].value" --output tsv)
    if ! grep -qiF "$(digest "$key")" <<<"$listed"; then
      echo "The digest of this key is not in the settings Consumers__* of $app. \
Add the digest to consumers in bicep/environments, deploy, and then set the key." >&2
      exit 1
    fi
    az functionapp keys set --resource-group "$group" --name "$app" --key-type functionKeys \
      --key-name "$name" --key-value "$key" --output none
    echo "$app accepts the key of $name now."
    ;;
  remove)
    group=${2:-}
    app=${3:-}
    name=${4:-}
    [ -n "$name" ] || usage
    az functionapp keys delete --resource-group "$group" --name "$app" --key-type functionKeys --key-name "$name" --output none
    echo "$app rejects the key of $name now. Also remove its digest from bicep/environments."
    ;;
  *) usage ;;
esac
