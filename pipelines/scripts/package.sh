#!/usr/bin/env bash
# Creates the artifact: the app's package and all files that are needed to deploy and test it, in the layout of the repository.
# usage: package.sh OUTPUT_DIRECTORY BUILD_NUMBER COMMIT TEMPLATES      TEMPLATES: the output folder of build-bicep.sh.
set -euo pipefail
out=${1:?usage: package.sh OUTPUT_DIRECTORY BUILD_NUMBER COMMIT TEMPLATES}
build=${2:?the build number is missing}
commit=${3:?the commit is missing}
templates=$(cd "${4:?the folder of the compiled templates is missing}" && pwd)
# A rehearsal creates a package with stand-ins, which is never deployed.
stand_ins=${UseStandIns:-false}
cd "$(dirname "$0")/../.."
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# /api/health/live returns the informational version, which wait-for-build.sh compares.
dotnet publish Functions -c Release -o "$work/app" -p:UseStandIns="$stand_ins" \
  -p:InformationalVersion="$build" -p:SourceRevisionId="$commit" -p:IncludeSourceRevisionInInformationalVersion=false
for file in host.json .azurefunctions functions.metadata worker.config.json; do
  if [ ! -e "$work/app/$file" ]; then
    echo "The published app has no $file, so the host would find no functions." >&2
    exit 1
  fi
done
expected=()
[ "$stand_ins" = false ] || expected=(--expect-failure event-hub-trigger)
node pipelines/scripts/check-package.mjs "$work/app" Functions "${expected[@]}"

# Zip the contents instead of the folder; `.` includes .azurefunctions.
rm -f "$out/functions.zip"
(cd "$work/app" && zip -qr "$out/functions.zip" .)
(cd "$out" && sha256sum functions.zip > functions.zip.sha256)

dotnet publish Functions.Tests -c Release -o "$out/smoke"
dotnet publish tools/verify -c Release -o "$out/verify"
mkdir -p "$out/pipelines"
cp -r bicep kusto "$out/"
cp -r pipelines/scripts pipelines/what-if-policy.json "$out/pipelines/"
cp "$templates/main.json" "$out/bicep/main.json"
cp "$templates/bicep" "$out/bicep/compiler"
printf '{ "build": "%s", "commit": "%s" }\n' "$build" "$commit" > "$out/build.json"
