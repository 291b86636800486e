#!/usr/bin/env bash
# Waits until the app reports the build number, because the new code does not run immediately after a successful upload.
# usage: wait-for-build.sh BASE_URL BUILD_NUMBER      WAIT_SECONDS (600) and POLL_SECONDS (5) in the environment.
set -euo pipefail
url=${1:?usage: wait-for-build.sh BASE_URL BUILD_NUMBER}/api/health/live
build=${2:?the build number is missing}
deadline=$(($(date +%s) + ${WAIT_SECONDS:-600}))
seen=nothing

while true; do
  if body=$(curl --silent --show-error --fail --max-time 10 "$url" 2>&1); then
    seen=$(printf '%s' "$body" | sed -nE 's/.*"version" *: *"([^"]*)".*/\1/p')
    if [ "$seen" = "$build" ]; then
      echo "$url reports build $build."
      exit 0
    fi
  fi
  [ "$(date +%s)" -lt "$deadline" ] || break
  sleep "${POLL_SECONDS:-5}"
done

echo "##vso[task.logissue type=error]$url did not report build $build within ${WAIT_SECONDS:-600} s. \
The last reported version was '${seen:-none}'."
exit 1
