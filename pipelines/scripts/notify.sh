#!/usr/bin/env bash
# Reports a failed release or a manual rollback, and the running build, on the summary page, to the on-call webhook, and to the configured
# chat channels.
# usage: notify.sh ENVIRONMENT failure|manual
# Environment variables: STORAGE_NAME (from the deployment's outputs), LAST_GOOD_BUILD, RUNNING_BUILD (before the rollback),
# ALERT_WEBHOOK_URL, SLACK_WEBHOOK_URL, TEAMS_WEBHOOK_URL, AGENT_JOBSTATUS.
set -euo pipefail
environment=${1:?usage: notify.sh ENVIRONMENT failure|manual}
reason=${2:?the reason is missing}
# A variable that no step has set has its own name as the value, $(name).
is_set() { [[ $1 != \$\(* ]]; }
value() { if is_set "$1"; then printf %s "$1"; fi; }
good=$(value "${LAST_GOOD_BUILD:-}")
running=$(value "${RUNNING_BUILD:-}")
release="Release ${BUILD_BUILDNUMBER:-?} to $environment"
act="Act now: docs/operations/rollback.md, 'When the rollback fails'"

if ! is_set "${STORAGE_NAME:-}"; then
  text="Nothing was rolled back in $environment, because it has no successful deployment or the outputs could not be read."
  text+=" If this was the first release, fix the cause and release again. Otherwise ${act,}."
elif ! is_set "${LAST_GOOD_BUILD:-}"; then
  text="The rollback of $environment FAILED before anything was deployed, because the last good package could not be fetched."
  text+=" $environment runs ${running:-no build that responds}. $act."
elif [ -z "$good" ]; then
  text="$environment has no good package to roll back to and runs ${running:-no build that responds}."
  text+=" Fix the cause and release again now."
elif [ "$running" = "$good" ]; then
  text="$release failed before its package was deployed. $environment still runs build $good. The infrastructure may have changed."
elif [ "${AGENT_JOBSTATUS:-Succeeded}" != Succeeded ]; then
  text="The rollback of $environment to build $good FAILED. $act."
elif [ "$reason" = manual ]; then
  text="$environment was rolled back manually and runs build $good instead of ${running:-a build that did not respond}."
else
  text="$release failed and was rolled back. $environment runs build $good again."
fi

echo "##vso[task.logissue type=error]$text"
summary=$(mktemp --suffix .md)
printf '## Rollback of %s\n\n%s\n' "$environment" "$text" > "$summary"
echo "##vso[task.uploadsummary]$summary"

# usage: post URL JSON     Does nothing if the URL is empty.
post() {
  local url
  url=$(value "$1")
  [ -z "$url" ] ||
    curl --silent --show-error --fail --max-time 20 --header 'Content-Type: application/json' --data "$2" "$url" ||
    echo "##vso[task.logissue type=warning]A webhook did not accept the notification."
}

card="{\"type\": \"AdaptiveCard\", \"version\": \"1.4\", \"body\": [{\"type\": \"TextBlock\", \"text\": \"$text\", \"wrap\": true}]}"
post "${ALERT_WEBHOOK_URL:-}" "{\"text\": \"$text\"}"
post "${SLACK_WEBHOOK_URL:-}" "{\"text\": \"$text\"}"
post "${TEAMS_WEBHOOK_URL:-}" \
  "{\"type\": \"message\", \"attachments\": [{\"contentType\": \"application/vnd.microsoft.card.adaptive\", \"content\": $card}]}"
