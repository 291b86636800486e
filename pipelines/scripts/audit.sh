#!/usr/bin/env bash
# Fails when a package of any project, npm's included, has a known vulnerability. local/audit-exceptions.json explains those of npm that
# stay.   usage: audit.sh
set -euo pipefail
scripts=$(cd "$(dirname "$0")" && pwd)
cd "$scripts/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet restore
dotnet list package --vulnerable --include-transitive --format json > "$work/nuget.json"
node "$scripts/vulnerabilities.mjs" "$work/nuget.json"

# It ends with 1 when it finds something: the next line decides what counts.
npm audit --prefix local --json > "$work/npm.json" || true
node "$scripts/npm-audit.mjs" "$work/npm.json" local/audit-exceptions.json
