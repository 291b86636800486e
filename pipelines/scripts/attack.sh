#!/usr/bin/env bash
# Runs the long forms of the abuse tests and writes their report. Fails if a test fails.
# usage: attack.sh REPORT.md      The number of inputs, the seed and the time limit are environment variables
# (local/tests/Support/LongForm.cs).
set -euo pipefail
report=${1:?usage: attack.sh REPORT.md}
mkdir -p "$(dirname "$report")"
report=$(cd "$(dirname "$report")" && pwd)/$(basename "$report")
cd "$(dirname "$0")/../.."

{
  printf '# Attacks, long form\n\nCommit %s, %s.\n\n' "$(git rev-parse --short HEAD)" "$(date -u +%F)"
  printf '| target | inputs | seed | time | outcomes |\n|---|---|---|---|---|\n'
} > "$report"

status=0
for project in Functions.Tests local/tests/EventHubs.Tests local/tests/Kusto.Tests local/tests/Abuse.Tests local/tests/Stack.Tests; do
  ABUSE_REPORT=$report dotnet test "$project" -c Release --filter TestCategory=Abuse || status=1
done
cat "$report"
exit "$status"
