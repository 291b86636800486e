#!/usr/bin/env bash
# Mutation tests of what a test project's stryker-config.json names; fails below its threshold.
# usage: mutate.sh TEST_PROJECT_FOLDER OUTPUT_DIRECTORY [STRYKER_OPTION...]      for instance --mutate 'Events/Rfc3339.cs', --since:main
set -euo pipefail
tests=${1:?usage: mutate.sh TEST_PROJECT_FOLDER OUTPUT_DIRECTORY}
out=${2:?usage: mutate.sh TEST_PROJECT_FOLDER OUTPUT_DIRECTORY}
shift 2
cd "$(dirname "$0")/../.."
mkdir -p "$out"
out=$(cd "$out" && pwd)

dotnet tool restore
cd "$tests"
dotnet stryker --output "$out" "$@"
