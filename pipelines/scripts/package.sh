#!/usr/bin/env bash
# Makes the artefact: the app's package, and everything that deploys and tests it, in the layout of the repository.
# usage: package.sh OUTPUT_DIRECTORY BUILD_NUMBER COMMIT TEMPLATES      TEMPLATES: what build-bicep.sh wrote.
set -euo pipefail
out=${1:?usage: package.sh OUTPUT_DIRECTORY BUILD_NUMBER COMMIT TEMPLATES}
build=${2:?the build number is missing}
commit=${3:?the commit is missing}
templates=$(cd "${4:?the folder of the compiled templates is missing}" && pwd)
# A rehearsal packages the local build: never what is deployed.
sdk=${PACKAGE_SDK:-packages}
cd "$(dirname "$0")/../.."
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The informational version is what /api/health/live answers: wait-for-build.sh compares it.
dotnet publish Functions -c Release -o "$work/app" -p:AzureSdk="$sdk" \
  -p:InformationalVersion="$build" -p:SourceRevisionId="$commit" -p:IncludeSourceRevisionInInformationalVersion=false
files=(host.json)
[ "$sdk" = local ] || files+=(.azurefunctions functions.metadata worker.config.json)
for file in "${files[@]}"; do
  if [ ! -e "$work/app/$file" ]; then
    echo "The published app has no $file: the host would find no functions." >&2
    exit 1
  fi
done

# The contents, not the folder; `.` takes .azurefunctions along.
rm -f "$out/functions.zip"
(cd "$work/app" && zip -qr "$out/functions.zip" .)
(cd "$out" && sha256sum functions.zip > functions.zip.sha256)

dotnet publish Functions.Tests -c Release -o "$out/smoke" -p:AzureSdk=local
dotnet publish bench/verify -c Release -o "$out/verify" -p:AzureSdk=local
mkdir -p "$out/pipelines"
cp -r bicep kusto "$out/"
cp -r pipelines/scripts pipelines/what-if-policy.json "$out/pipelines/"
cp "$templates/main.json" "$out/bicep/main.json"
cp "$templates/bicep" "$out/bicep/compiler"
printf '{ "build": "%s", "commit": "%s" }\n' "$build" "$commit" > "$out/build.json"
