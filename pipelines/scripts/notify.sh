#!/usr/bin/env bash
# Says on the summary page, and to the on-call webhook if there is one, that a release was rolled back.
# usage: notify.sh ENVIRONMENT      LAST_GOOD_BUILD, ALERT_WEBHOOK_URL and AGENT_JOBSTATUS in the environment.
set -euo pipefail
environment=${1:?usage: notify.sh ENVIRONMENT}
good=${LAST_GOOD_BUILD:-}
webhook=${ALERT_WEBHOOK_URL:-}
# A variable that nobody set comes as its own name, $(name).
[[ $good != \$\(* ]] || good=
[[ $webhook != \$\(* ]] || webhook=

if [ -z "$good" ]; then
  text="Release ${BUILD_BUILDNUMBER:-?} to $environment failed and there is no last good package: $environment runs the failed build. Fix forward now."
elif [ "${AGENT_JOBSTATUS:-Succeeded}" = Succeeded ]; then
  text="Release ${BUILD_BUILDNUMBER:-?} to $environment was rolled back: $environment runs build $good again."
else
  text="Release ${BUILD_BUILDNUMBER:-?} to $environment failed, and putting build $good back FAILED too. Act now: docs/operations/deploying.md, 'When the rollback fails'."
fi

echo "##vso[task.logissue type=error]$text"
summary=$(mktemp --suffix .md)
printf '## Rollback of %s\n\n%s\n' "$environment" "$text" > "$summary"
echo "##vso[task.uploadsummary]$summary"

if [ -n "$webhook" ]; then
  curl --silent --show-error --fail --max-time 20 --header 'Content-Type: application/json' --data "{\"text\": \"$text\"}" "$webhook" ||
    echo "##vso[task.logissue type=warning]The webhook did not take the notification."
fi
