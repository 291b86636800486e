#!/usr/bin/env bash
# Stores a package that passed its smoke test as the package for rollbacks (last-good.zip). Stores the previous package as
# previous-good.zip, which is used if a defect is found later. A package that is replaced with an older package is assumed to be defective
# and is not stored.
# usage: keep-good.sh STORAGE CONTAINER PACKAGE BUILD_NUMBER [discard]
#          discard     the current last-good.zip is defective: it is replaced, and previous-good.zip is unchanged
set -euo pipefail
storage=${1:?usage: keep-good.sh STORAGE CONTAINER PACKAGE BUILD_NUMBER [discard]}
container=${2:?the container is missing}
package=${3:?the package is missing}
build=${4:?the build number is missing}
kept=${5:-}
address=(--auth-mode login --account-name "$storage" --container-name "$container")

# usage: upload NAME FILE BUILD
upload() {
  local hash
  hash=$(sha256sum "$2" | cut -d ' ' -f 1)
  az storage blob upload "${address[@]}" --name "$1" --file "$2" --metadata "build=$3" "sha256=$hash" --overwrite --output none
  echo "$1 in $storage is build $3 ($hash)."
}

# usage: is_older A B     Returns whether build A is older than build B.
is_older() {
  [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort --version-sort | head -n 1)" = "$1" ]
}

# usage: build_of NAME     Prints the build of a stored package, or nothing if the package does not exist.
build_of() {
  [ "$(az storage blob exists "${address[@]}" --name "$1" --query exists --output tsv)" = true ] || return 0
  az storage blob metadata show "${address[@]}" --name "$1" --query build --output tsv
}

if [ "$kept" != discard ]; then
  kept=$(build_of last-good.zip)
  previous=$(build_of previous-good.zip)
  if [ -n "$kept" ] && is_older "$build" "$kept"; then
    echo "Build $kept is newer than build $build, which replaces it. Build $kept is not stored."
    # Also replace the previous package if it is not older than the build that the rollback restores.
    if [ -n "$previous" ] && ! is_older "$previous" "$build"; then
      upload previous-good.zip "$package" "$build"
    fi
  elif [ -n "$kept" ] && [ "$kept" != "$build" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    az storage blob download "${address[@]}" --name last-good.zip --file "$work/package.zip" --output none
    upload previous-good.zip "$work/package.zip" "$kept"
  fi
fi
upload last-good.zip "$package" "$build"
