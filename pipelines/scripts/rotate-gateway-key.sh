#!/usr/bin/env bash
# Gives API Management a new function key: sets it on the app, then writes it to the vault. The gateway uses it within five minutes.
# The key comes from `consumer-key.sh new`, and its digest must be deployed as a reader's: every subscriber of the gateway gets this scope.
# usage: rotate-gateway-key.sh RESOURCE_GROUP APP VAULT < KEY
set -euo pipefail
group=${1:?usage: rotate-gateway-key.sh RESOURCE_GROUP APP VAULT < KEY}
app=${2:?the app is missing}
vault=${3:?the vault is missing}
# shellcheck source-path=SCRIPTDIR source=azure.sh
. "$(dirname "$0")/azure.sh"
read -r key
digest=$(digest "$key")

settings=$(az functionapp config appsettings list --resource-group "$group" --name "$app" \
  --query "[?starts_with(name, 'Consumers__')].[name, value]" --output tsv)
scopes=$(grep -iF "$digest" <<< "$settings" | cut -f 1 | paste -s -d ' ' || true)
if [ "$scopes" != Consumers__Readers ]; then
  echo "The digest $digest must be in Consumers__Readers of $app, and in no other list; it is in: ${scopes:-none}." >&2
  echo "Add it to consumers.readers in bicep/environments and deploy; then run this again." >&2
  exit 1
fi

# Two names in turn, so that the previous key works until the gateway has the new one.
current=$(az keyvault secret list --vault-name "$vault" --query "[?name=='gateway-function-key'].tags.slot | [0]" --output tsv)
slot=$([ "$current" = a ] && echo b || echo a)

az functionapp keys set --resource-group "$group" --name "$app" --key-type functionKeys --key-name "gateway-$slot" --key-value "$key" \
  --output none
az keyvault secret set --vault-name "$vault" --name gateway-function-key --value "$key" --tags "slot=$slot" --output none
echo "The gateway's key is now gateway-$slot of $app. The next run replaces the key before this one; \
then take its digest out of consumers.readers."
