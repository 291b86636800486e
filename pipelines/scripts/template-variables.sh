#!/usr/bin/env bash
# Sourced before a deployment: the variables that bicep/environments/*.bicepparam read must be in the variable group.
# One that is not comes as its own name, $(name), and would be deployed as such.
for name in ALERT_EMAILS ALERT_WEBHOOK_URL ANALYSTS_GROUP_ID PIPELINE_PRINCIPAL_ID PIPELINE_CLIENT_ID; do
  if [[ ${!name:-} == \$\(* ]]; then
    echo "##vso[task.logissue type=error]The variable ${!name} is not in the environment's variable group; leave its value blank if it has none. See docs/operations/deploying.md."
    exit 1
  fi
done
