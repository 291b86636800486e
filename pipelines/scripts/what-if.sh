#!/usr/bin/env bash
# What a deployment would change: JSON, and a page of the run's summary. Fails on what the policy forbids.
# usage: what-if.sh ENVIRONMENT RESOURCE_GROUP OUTPUT_DIRECTORY [FAIL_ON_ANY_CHANGE: true|false]
set -euo pipefail
environment=${1:?usage: what-if.sh ENVIRONMENT RESOURCE_GROUP OUTPUT_DIRECTORY [true|false]}
group=${2:?the resource group is missing}
out=${3:?the output directory is missing}
any=${4:-false}
scripts=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$scripts/../.." && pwd)
mkdir -p "$out"
# shellcheck source-path=SCRIPTDIR source=template-variables.sh
. "$(dirname "$0")/template-variables.sh"

# ProviderNoRbac: the preview's connection may read only, and would otherwise be refused for what it does not intend to do.
az deployment group what-if --resource-group "$group" --parameters "$root/bicep/environments/$environment.bicepparam" \
  --validation-level ProviderNoRbac --no-pretty-print --output json > "$out/what-if.json"

# The page is shown before the verdict is passed on.
status=0
node "$scripts/what-if-summary.mjs" "$out/what-if.json" "$scripts/../what-if-policy.json" \
  --environment "$environment" --artefact "$root" --fail-on-any-change "$any" > "$out/what-if.md" || status=$?
cat "$out/what-if.md"
echo "##vso[task.uploadsummary]$out/what-if.md"
exit "$status"
