#!/usr/bin/env bash
# Turns the outputs of the last deployment into pipeline variables of the same names.   usage: deployment-outputs.sh RESOURCE_GROUP
set -euo pipefail
group=${1:?usage: deployment-outputs.sh RESOURCE_GROUP}

# shellcheck disable=SC2016 # JavaScript's templates, not the shell's
az deployment group show --resource-group "$group" --name latamflights --query properties.outputs --output json |
  node -e '
    let text = "";
    process.stdin.on("data", chunk => (text += chunk)).on("end", () => {
      for (const [name, output] of Object.entries(JSON.parse(text)))
        console.log(`${name} = ${output.value}\n##vso[task.setvariable variable=${name}]${output.value}`);
    });'
