#!/usr/bin/env bash
# Replaces the function key of API Management: sets the new key on the app and then writes it to the vault. The gateway uses the new key
# within five minutes. Create the key with `consumer-key.sh new`, and deploy its digest in the list of readers, because all subscribers of
# the gateway have this scope. usage: rotate-gateway-key.sh RESOURCE_GROUP APP VAULT < KEY
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
  echo "Add it to consumers.readers in bicep/environments, deploy, and run this script again." >&2
  exit 1
fi

# The key's name alternates between two slots, so that the previous key works until the gateway has read the new key.
current=$(az keyvault secret list --vault-name "$vault" --query "[?name=='gateway-function-key'].tags.slot | [0]" --output tsv)
slot=$([ "$current" = a ] && echo b || echo a)

az functionapp keys set --resource-group "$group" --name "$app" --key-type functionKeys --key-name "gateway-$slot" --key-value "$key" \
  --output none
az keyvault secret set --vault-name "$vault" --name gateway-function-key --value "$key" --tags "slot=$slot" --output none
echo "The gateway's key is now gateway-$slot of $app. The previous key remains valid until the next run. \
Afterwards, remove its digest from consumers.readers."
