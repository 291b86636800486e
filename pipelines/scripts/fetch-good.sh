#!/usr/bin/env bash
# Fetches the last good package and sets lastGoodBuild to its build number, or to nothing where there is none yet.
# usage: fetch-good.sh STORAGE CONTAINER FILE
set -euo pipefail
storage=${1:?usage: fetch-good.sh STORAGE CONTAINER FILE}
container=${2:?the container is missing}
file=${3:?the file is missing}
blob=(--auth-mode login --account-name "$storage" --container-name "$container" --name last-good.zip)

if [ "$(az storage blob exists "${blob[@]}" --query exists --output tsv)" != true ]; then
  echo "##vso[task.logissue type=warning]$storage holds no last good package: this was the first release. Nothing is put back."
  echo "##vso[task.setvariable variable=lastGoodBuild]"
  exit 0
fi

az storage blob download "${blob[@]}" --file "$file" --output none
build=$(az storage blob metadata show "${blob[@]}" --query build --output tsv)
expected=$(az storage blob metadata show "${blob[@]}" --query sha256 --output tsv)
actual=$(sha256sum "$file" | cut -d ' ' -f 1)
if [ "$actual" != "$expected" ]; then
  echo "##vso[task.logissue type=error]The last good package of $storage is damaged: sha256 $actual, not $expected. Re-run the release of build $build instead."
  exit 1
fi
echo "##vso[task.setvariable variable=lastGoodBuild]$build"
echo "The last good package is build $build."
