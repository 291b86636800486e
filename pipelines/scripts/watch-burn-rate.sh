#!/usr/bin/env bash
# Runs the deployed fast burn-rate queries every minute after a release. Fails if a query returns rows, which would cause an alert.
# usage: watch-burn-rate.sh RESOURCE_GROUP WORKSPACE_CUSTOMER_ID MINUTES
# Environment variables: POLL_SECONDS (60), and ABSENT_ROUNDS (10), the maximum number of rounds in which a table of a new workspace can be
# missing.
set -euo pipefail
group=${1:?usage: watch-burn-rate.sh RESOURCE_GROUP WORKSPACE_CUSTOMER_ID MINUTES}
workspace=${2:?the workspace is missing}
minutes=${3:?the minutes are missing}
poll=${POLL_SECONDS:-60}
absent_rounds=${ABSENT_ROUNDS:-10}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Read the deployed rules instead of the rules in the repository, because the deployed rules cause alerts.
subscription=$(az account show --query id --output tsv)
# shellcheck disable=SC2016 # JavaScript template literals
az rest --method get --output json --url \
  "/subscriptions/$subscription/resourceGroups/$group/providers/Microsoft.Insights/scheduledQueryRules?api-version=2023-12-01" |
  node -e '
    const fs = require("fs");
    const rules = JSON.parse(fs.readFileSync(0)).value.filter(rule => rule.name.endsWith("-fast"));
    for (const rule of rules)
      fs.writeFileSync(`${process.argv[1]}/${rule.name}.json`, JSON.stringify({ query: rule.properties.criteria.allOf[0].query }));
  ' "$work"

if ! compgen -G "$work/*.json" > /dev/null; then
  echo "##vso[task.logissue type=error]$group has no burn-rate rule. Verify that the monitoring module is deployed."
  exit 1
fi

# Sets $rows to the number of rows that a rule's query returns, or to "absent" if a table does not exist. A table can be queried only a
# few minutes after its first row has arrived. Any other failure ends the script.
count_rows() {
  if rows=$(az rest --method post --resource https://api.loganalytics.io \
    --url "https://api.loganalytics.io/v1/workspaces/$workspace/query" --body "@$1" \
    --query 'length(tables[0].rows)' --output tsv 2> "$work/errors"); then
    return
  fi
  if ! grep -qE 'SemanticError|Failed to resolve (table|column|scalar)' "$work/errors"; then
    cat "$work/errors" >&2
    echo "##vso[task.logissue type=error]The query of $(basename "$1" .json) failed."
    exit 1
  fi
  rows=absent
}

round=1
absences=0
while true; do
  absent=
  for body in "$work"/*.json; do
    count_rows "$body"
    if [ "$rows" = absent ]; then
      absent=$(basename "$body" .json)
    elif [ "$rows" -gt 0 ]; then
      echo "##vso[task.logissue type=error]$(basename "$body" .json) fires in minute $round of $minutes after the release."
      exit 1
    fi
  done

  if [ -n "$absent" ]; then
    absences=$((absences + 1))
    if [ "$absences" -gt "$absent_rounds" ]; then
      echo "##vso[task.logissue type=error]The tables that $absent reads do not exist after $absent_rounds rounds. \
      The workspace receives no telemetry."
      exit 1
    fi
    echo "The tables that $absent reads do not exist yet, as in any new workspace (round $absences of at most $absent_rounds)."
  else
    echo "Minute $round of $minutes: no burn-rate rule fires."
    [ "$round" -lt "$minutes" ] || break
    round=$((round + 1))
  fi
  sleep "$poll"
done
