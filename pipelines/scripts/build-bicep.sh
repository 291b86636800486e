#!/usr/bin/env bash
# Compiles bicep/main.bicep and all parameter files with the pinned compiler. Fails on a warning.
# usage: build-bicep.sh OUTPUT_DIRECTORY      Run `dotnet restore` first, because the compiler is a package of pipelines/tests.
set -euo pipefail
out=${1:?usage: build-bicep.sh OUTPUT_DIRECTORY}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")/../.."
messages=$(mktemp)
trap 'rm -f "$messages"' EXIT

# The file in the package is not executable. The copy is part of the artifact, so that each stage uses the same compiler.
package=$(dotnet msbuild pipelines/tests -getProperty:BicepCompiler)
install -m 755 "$package" "$out/bicep"
"$out/bicep" --version

# usage: compile ARGUMENTS...
compile() {
  "$out/bicep" "$@" 2> "$messages" || {
    cat "$messages" >&2
    exit 1
  }
  cat "$messages" >&2
  if grep -q ' : Warning ' "$messages"; then
    echo "##vso[task.logissue type=error]The compiler reported warnings. Fix them, or disable a warning and state the reason in the file."
    exit 1
  fi
}

compile lint bicep/main.bicep
compile build bicep/main.bicep --outfile "$out/main.json"
for parameters in bicep/environments/*.bicepparam; do
  compile build-params "$parameters" --outfile "$out/$(basename "$parameters" .bicepparam).parameters.json"
done
