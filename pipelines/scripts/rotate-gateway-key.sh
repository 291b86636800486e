#!/usr/bin/env bash
# Gives API Management a new function key: sets it on the app, writes it to the vault. The gateway follows within five minutes.
# usage: rotate-gateway-key.sh RESOURCE_GROUP APP VAULT
set -euo pipefail
group=${1:?usage: rotate-gateway-key.sh RESOURCE_GROUP APP VAULT}
app=${2:?the app is missing}
vault=${3:?the vault is missing}

# Two names in turn, so that the old key works until the gateway has the new one.
current=$(az keyvault secret list --vault-name "$vault" --query "[?name=='gateway-function-key'].tags.slot | [0]" --output tsv)
slot=$([ "$current" = a ] && echo b || echo a)

key=$(az functionapp keys set --resource-group "$group" --name "$app" --key-type functionKeys --key-name "gateway-$slot" --query value --output tsv)
az keyvault secret set --vault-name "$vault" --name gateway-function-key --value "$key" --tags "slot=$slot" --output none
echo "The gateway's key is now gateway-$slot of $app. Run this again in a month; the run after that invalidates today's key."
