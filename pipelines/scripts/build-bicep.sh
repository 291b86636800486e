#!/usr/bin/env bash
# Compiles and lints every template and parameter file with the real compiler.   usage: build-bicep.sh OUTPUT_DIRECTORY
set -euo pipefail
out=${1:?usage: build-bicep.sh OUTPUT_DIRECTORY}
cd "$(dirname "$0")/../../bicep"
mkdir -p "$out"

az bicep version
az bicep lint --file main.bicep
az bicep build --file main.bicep --outfile "$out/main.json"
for parameters in environments/*.bicepparam; do
  az bicep build-params --file "$parameters" --outfile "$out/$(basename "$parameters" .bicepparam).parameters.json"
done
