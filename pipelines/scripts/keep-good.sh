#!/usr/bin/env bash
# Keeps a package that passed its smoke test as the one to come back to.   usage: keep-good.sh STORAGE CONTAINER PACKAGE BUILD_NUMBER
set -euo pipefail
storage=${1:?usage: keep-good.sh STORAGE CONTAINER PACKAGE BUILD_NUMBER}
container=${2:?the container is missing}
package=${3:?the package is missing}
build=${4:?the build number is missing}

hash=$(sha256sum "$package" | cut -d ' ' -f 1)
az storage blob upload --auth-mode login --account-name "$storage" --container-name "$container" --name last-good.zip \
  --file "$package" --metadata "build=$build" "sha256=$hash" --overwrite --output none
echo "Build $build ($hash) is now the last good package of $storage."
