#!/usr/bin/env bash
# Runs the migration of the Kusto database once more, when the release before has ended: events that it has stored since the first run get
# their new ids (flight-ids.mjs). Without such events it does nothing.
# usage: finish-migration.sh RESOURCE_GROUP SCHEMA.kql
set -euo pipefail
# With the first run, the deployment and its checks it must end within the job's 360 minutes.
export WAIT_MINUTES="${WAIT_MINUTES:-45}"
exec bash "$(cd "$(dirname "$0")" && pwd)/migrate-kusto.sh" "$@"
