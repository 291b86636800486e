#!/usr/bin/env bash
# Runs the mutation tests of a test project as configured in its stryker-config.json. Fails if the score is below the threshold.
# usage: mutate.sh TEST_PROJECT_FOLDER OUTPUT_DIRECTORY [STRYKER_OPTION...]      such as --mutate 'Events/Rfc3339.cs' or --since:main
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
