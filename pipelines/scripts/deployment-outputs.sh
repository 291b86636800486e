#!/usr/bin/env bash
# Sets a pipeline variable for each output of the last deployment, with the same name.   usage: deployment-outputs.sh RESOURCE_GROUP
set -euo pipefail
group=${1:?usage: deployment-outputs.sh RESOURCE_GROUP}
scripts=$(cd "$(dirname "$0")" && pwd)

# Into a variable first: when the deployment cannot be read, the script ends with that error and not with one about JSON.
outputs=$(bash "$scripts/last-outputs.sh" "$group")
# shellcheck disable=SC2016 # JavaScript's templates, not the shell's
node -e '
  for (const [name, { value }] of Object.entries(JSON.parse(process.argv[1])))
    console.log(`${name} = ${value}\n##vso[task.setvariable variable=${name}]${value}`);' "$outputs"
