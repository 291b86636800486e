#!/usr/bin/env bash
# Compiles bicep/main.bicep once, for all environments, and every parameter file, with the pinned compiler. A warning is a failure.
# usage: build-bicep.sh OUTPUT_DIRECTORY      After `dotnet restore`: the compiler is a package of pipelines/tests.
set -euo pipefail
out=${1:?usage: build-bicep.sh OUTPUT_DIRECTORY}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")/../.."
messages=$(mktemp)
trap 'rm -f "$messages"' EXIT

# The package has no execute bit. The copy goes into the artifact, so that each stage compiles its parameters with the same compiler.
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
    echo "##vso[task.logissue type=error]The compiler has warnings: correct them, or disable one with its reason in the file."
    exit 1
  fi
}

compile lint bicep/main.bicep
compile build bicep/main.bicep --outfile "$out/main.json"
for parameters in bicep/environments/*.bicepparam; do
  compile build-params "$parameters" --outfile "$out/$(basename "$parameters" .bicepparam).parameters.json"
done
