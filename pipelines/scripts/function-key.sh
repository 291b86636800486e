#!/usr/bin/env bash
# Sourced by what calls the deployed API: a function key that lives as long as the script.

# Makes the key and exports it as VARIABLE. The exit of the script takes it back.
# usage: export_function_key VARIABLE RESOURCE_GROUP APP KEY_NAME
export_function_key() {
  key_app=$3
  key_name=$4
  key_address=(--resource-group "$2" --name "$key_app" --key-type functionKeys --key-name "$key_name")
  local key
  # Before the key is made: what fails half-way may have made it.
  trap take_function_key_back EXIT
  key=$(az functionapp keys set "${key_address[@]}" --query value --output tsv)
  export "$1=$key"
}

take_function_key_back() {
  az functionapp keys delete "${key_address[@]}" --output none ||
    echo "##vso[task.logissue type=warning]The function key $key_name of $key_app could not be deleted: delete it by hand."
}
