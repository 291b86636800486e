#!/usr/bin/env bash
# Sets a pipeline variable with the same name for each output of the last deployment.   usage: deployment-outputs.sh RESOURCE_GROUP
set -euo pipefail
group=${1:?usage: deployment-outputs.sh RESOURCE_GROUP}
scripts=$(cd "$(dirname "$0")" && pwd)

# Read the outputs into a variable first, so that the script ends with the original error, and not with a JSON error, if the deployment
# cannot be read.
outputs=$(bash "$scripts/last-outputs.sh" "$group")
# shellcheck disable=SC2016 # JavaScript template literals
node -e '
  for (const [name, { value }] of Object.entries(JSON.parse(process.argv[1])))
    console.log(`${name} = ${value}\n##vso[task.setvariable variable=${name}]${value}`);' "$outputs"
