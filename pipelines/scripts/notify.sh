#!/usr/bin/env bash
# Reports a failed release, and what the environment runs now, on the summary page and to the on-call webhook if there is one.
# usage: notify.sh ENVIRONMENT
# In the environment: LAST_GOOD_BUILD, RUNNING_BUILD (before the rollback), ALERT_WEBHOOK_URL, AGENT_JOBSTATUS.
set -euo pipefail
environment=${1:?usage: notify.sh ENVIRONMENT}
# A variable that is not set arrives as its own name, $(name).
value() { [[ $1 == \$\(* ]] || printf %s "$1"; }
good=$(value "${LAST_GOOD_BUILD:-}")
running=$(value "${RUNNING_BUILD:-}")
webhook=$(value "${ALERT_WEBHOOK_URL:-}")
release="Release ${BUILD_BUILDNUMBER:-?} to $environment"

if [ -z "$good" ]; then
  text="$release failed and there is no last good package: $environment runs ${running:-no build that responds}. Correct the cause and release again now."
elif [ "$running" = "$good" ]; then
  text="$release failed before its package was deployed: $environment runs build $good, as before. The infrastructure may have changed."
elif [ "${AGENT_JOBSTATUS:-Succeeded}" = Succeeded ]; then
  text="$release was rolled back: $environment runs build $good again."
else
  text="$release failed, and the rollback to build $good FAILED too. Act now: docs/operations/rolling-back.md, 'When the rollback fails'."
fi

echo "##vso[task.logissue type=error]$text"
summary=$(mktemp --suffix .md)
printf '## Rollback of %s\n\n%s\n' "$environment" "$text" > "$summary"
echo "##vso[task.uploadsummary]$summary"

if [ -n "$webhook" ]; then
  curl --silent --show-error --fail --max-time 20 --header 'Content-Type: application/json' --data "{\"text\": \"$text\"}" "$webhook" ||
    echo "##vso[task.logissue type=warning]The webhook did not accept the notification."
fi
