#!/usr/bin/env bash
# Turns the outputs of the last deployment into pipeline variables of the same names.   usage: deployment-outputs.sh RESOURCE_GROUP
set -euo pipefail
group=${1:?usage: deployment-outputs.sh RESOURCE_GROUP}

# shellcheck disable=SC2016 # JavaScript's templates, not the shell's
"$(dirname "$0")/last-outputs.sh" "$group" | node -e '
  const outputs = JSON.parse(require("fs").readFileSync(0, "utf8"));
  for (const [name, { value }] of Object.entries(outputs))
    console.log(`${name} = ${value}\n##vso[task.setvariable variable=${name}]${value}`);'
