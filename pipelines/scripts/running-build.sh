#!/usr/bin/env bash
# Sets runningBuild to the build that the app reports, or to an empty value if the app does not respond.   usage: running-build.sh BASE_URL
set -euo pipefail
url=${1:?usage: running-build.sh BASE_URL}/api/health/live

body=$(curl --silent --show-error --fail --max-time 20 --retry 3 --retry-all-errors --retry-delay "${POLL_SECONDS:-5}" "$url" || true)
build=$(sed -nE 's/.*"version" *: *"([^"]*)".*/\1/p' <<< "$body")
echo "##vso[task.setvariable variable=runningBuild]$build"
echo "${build:-No build} responds."
