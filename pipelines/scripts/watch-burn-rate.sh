#!/usr/bin/env bash
# Runs the deployed fast burn-rate queries every minute: a release that eats the error budget is not done.
# usage: watch-burn-rate.sh RESOURCE_GROUP WORKSPACE_CUSTOMER_ID MINUTES      POLL_SECONDS (60) in the environment.
set -euo pipefail
group=${1:?usage: watch-burn-rate.sh RESOURCE_GROUP WORKSPACE_CUSTOMER_ID MINUTES}
workspace=${2:?the workspace is missing}
minutes=${3:?the minutes are missing}
poll=${POLL_SECONDS:-60}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The rules as they are deployed, not as the repository has them: what will page is what is watched.
subscription=$(az account show --query id --output tsv)
# shellcheck disable=SC2016 # JavaScript's templates, not the shell's
az rest --method get --output json --url \
  "https://management.azure.com/subscriptions/$subscription/resourceGroups/$group/providers/Microsoft.Insights/scheduledQueryRules?api-version=2023-12-01" |
  node -e '
    const fs = require("fs");
    const rules = JSON.parse(fs.readFileSync(0)).value.filter(rule => rule.name.endsWith("-fast"));
    for (const rule of rules)
      fs.writeFileSync(`${process.argv[1]}/${rule.name}.json`, JSON.stringify({ query: rule.properties.criteria.allOf[0].query }));
  ' "$work"

if ! compgen -G "$work/*.json" > /dev/null; then
  echo "##vso[task.logissue type=error]$group has no burn-rate rule to watch: is the monitoring module deployed?"
  exit 1
fi

for ((round = 1; round <= minutes; round++)); do
  for body in "$work"/*.json; do
    rows=$(az rest --method post --resource https://api.loganalytics.io --url "https://api.loganalytics.io/v1/workspaces/$workspace/query" \
      --body "@$body" --query 'length(tables[0].rows)' --output tsv)
    if [ "$rows" -gt 0 ]; then
      echo "##vso[task.logissue type=error]$(basename "$body" .json) fires in minute $round of $minutes after the release."
      exit 1
    fi
  done
  echo "Minute $round of $minutes: no error budget burns."
  [ "$round" -eq "$minutes" ] || sleep "$poll"
done
