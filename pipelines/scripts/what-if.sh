#!/usr/bin/env bash
# Writes the changes that a deployment would make, as JSON and as a page in the run's summary. Fails on changes that the policy forbids.
# usage: what-if.sh ENVIRONMENT RESOURCE_GROUP OUTPUT_DIRECTORY [FAIL_ON_ANY_CHANGE: true|false]
# With true, an environment that was never deployed passes with a warning.
set -euo pipefail
environment=${1:?usage: what-if.sh ENVIRONMENT RESOURCE_GROUP OUTPUT_DIRECTORY [true|false]}
group=${2:?the resource group is missing}
out=${3:?the output directory is missing}
any=${4:-false}
scripts=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$scripts/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

deployment=$(bash "$scripts/last-deployment.sh" "$group")
if [ "$any" = true ] && [ -z "$deployment" ]; then
  echo "##vso[task.logissue type=warning]$group has no successful deployment yet, so there is nothing to compare." | tee "$out/what-if.md"
  exit 0
fi

bash "$scripts/build-parameters.sh" "$environment" "$work/parameters.json"
bash "$scripts/current-parameters.sh" "$work/parameters.json" "$group" > "$work/current"
mapfile -t current < "$work/current"

# ProviderNoRbac is required because the preview's connection can only read, and the default validation level requires permission to write.
# Receivers are removed because their addresses contain keys and the result is published.
az deployment group what-if --resource-group "$group" --template-file "$root/bicep/main.json" \
  --parameters "$work/parameters.json" "${current[@]}" \
  --validation-level ProviderNoRbac --no-pretty-print --output json |
  node "$scripts/without-receivers.mjs" > "$out/what-if.json"

# The page is printed even if the summary script fails.
status=0
node "$scripts/what-if-summary.mjs" "$out/what-if.json" "$scripts/../what-if-policy.json" \
  --environment "$environment" --artifact "$root" --fail-on-any-change "$any" > "$out/what-if.md" || status=$?
cat "$out/what-if.md"
echo "##vso[task.uploadsummary]$out/what-if.md"
exit "$status"
