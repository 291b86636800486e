#!/usr/bin/env bash
# Runs the migration of the Kusto database again after the previous release has ended, so that events that the previous release has stored
# since the first run receive their new ids (flight-ids.mjs). Without such events, the script does nothing.
# usage: finish-migration.sh RESOURCE_GROUP SCHEMA.kql
set -euo pipefail
# The two runs, the deployment and its checks must end within the job's 360 minutes.
export WAIT_MINUTES="${WAIT_MINUTES:-45}"
exec bash "$(cd "$(dirname "$0")" && pwd)/migrate-kusto.sh" "$@"
