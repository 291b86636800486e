#!/usr/bin/env bash
# Fetches the last good package and sets lastGoodBuild to its build number, or to an empty value if there is no such package.
# usage: fetch-good.sh STORAGE CONTAINER FILE [BUILD...]
#          BUILD     a build to exclude: in a manual rollback, the running build and the known defective build
set -euo pipefail
storage=${1:?usage: fetch-good.sh STORAGE CONTAINER FILE [BUILD...]}
container=${2:?the container is missing}
file=${3:?the file is missing}
excluded=("${@:4}")
address=(--auth-mode login --account-name "$storage" --container-name "$container")

for name in last-good.zip previous-good.zip; do
  [ "$(az storage blob exists "${address[@]}" --name "$name" --query exists --output tsv)" = true ] || continue
  build=$(az storage blob metadata show "${address[@]}" --name "$name" --query build --output tsv)
  if printf '%s\n' "${excluded[@]}" | grep -qxF "$build"; then
    echo "$name is build $build, which is to be replaced."
    continue
  fi

  az storage blob download "${address[@]}" --name "$name" --file "$file" --output none
  expected=$(az storage blob metadata show "${address[@]}" --name "$name" --query sha256 --output tsv)
  actual=$(sha256sum "$file" | cut -d ' ' -f 1)
  if [ "$actual" != "$expected" ]; then
    echo "##vso[task.logissue type=error]$name in $storage is damaged: its sha256 is $actual instead of $expected. \
Run the release of build $build again instead."
    exit 1
  fi
  echo "##vso[task.setvariable variable=lastGoodBuild]$build"
  echo "The last good package is build $build."
  exit 0
done

echo "##vso[task.logissue type=warning]$storage has no good package${excluded[*]:+ of another build than ${excluded[*]}}. \
Nothing is deployed."
echo "##vso[task.setvariable variable=lastGoodBuild]"
