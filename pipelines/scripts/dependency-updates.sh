#!/usr/bin/env bash
# Lists packages that have a newer version, as a page of the run's summary.   usage: dependency-updates.sh REPORT.md
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
