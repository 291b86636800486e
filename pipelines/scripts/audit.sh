#!/usr/bin/env bash
# Fails if a NuGet or npm package has a known vulnerability. local/audit-exceptions.json lists the accepted npm vulnerabilities with
# reasons. usage: audit.sh
set -euo pipefail
scripts=$(cd "$(dirname "$0")" && pwd)
cd "$scripts/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet restore
dotnet list package --vulnerable --include-transitive --format json > "$work/nuget.json"
node "$scripts/vulnerabilities.mjs" "$work/nuget.json"

# npm audit exits with 1 for any vulnerability. The next command determines whether the vulnerability is accepted.
npm audit --prefix local --json > "$work/npm.json" || true
node "$scripts/npm-audit.mjs" "$work/npm.json" local/audit-exceptions.json
