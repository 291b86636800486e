#!/usr/bin/env bash
# Writes the bill of materials (CycloneDX). Fails if a dependency has a known vulnerability.
# usage: check-dependencies.sh OUTPUT_DIRECTORY      Set UseStandIns=false to check the deployed packages.
set -euo pipefail
out=${1:?usage: check-dependencies.sh OUTPUT_DIRECTORY}
scripts=$(cd "$(dirname "$0")" && pwd)
cd "$scripts/../.."
mkdir -p "$out"

dotnet restore Functions
dotnet list Functions package --include-transitive --format json > "$out/dependencies.json"
node "$scripts/sbom.mjs" "$out/dependencies.json" > "$out/sbom.cdx.json"

dotnet list Functions package --vulnerable --include-transitive --format json > "$out/vulnerabilities.json"
node "$scripts/vulnerabilities.mjs" "$out/vulnerabilities.json"
