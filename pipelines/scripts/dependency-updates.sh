#!/usr/bin/env bash
# Adds a page to the run's summary that lists the packages with newer versions.   usage: dependency-updates.sh REPORT.md
set -euo pipefail
report=${1:?usage: dependency-updates.sh REPORT.md}
scripts=$(cd "$(dirname "$0")" && pwd)
cd "$scripts/../.."

json=$(mktemp)
trap 'rm -f "$json"' EXIT
dotnet restore Functions
dotnet list Functions package --outdated --format json > "$json"
node "$scripts/dependency-updates.mjs" "$json" > "$report"
cat "$report"
echo "##vso[task.uploadsummary]$report"
