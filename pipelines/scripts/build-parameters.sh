#!/usr/bin/env bash
# Compiles one environment's parameter file, which reads the variable group, with the compiler that built the template.
# usage: build-parameters.sh ENVIRONMENT OUTPUT.json      From the artifact of package.sh.
set -euo pipefail
environment=${1:?usage: build-parameters.sh ENVIRONMENT OUTPUT.json}
out=${2:?the output file is missing}
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source-path=SCRIPTDIR source=azure.sh
. "$(dirname "$0")/azure.sh"

# The variables that the parameter file reads must be in the variable group. One that is not arrives as its own name, $(name),
# and would be deployed as such.
for name in ALERT_EMAILS ALERT_WEBHOOK_URL SLACK_WEBHOOK_URL TEAMS_WEBHOOK_URL ANALYSTS_GROUP_ID SHARED_WORKSPACE_ID \
  PIPELINE_PRINCIPAL_ID PIPELINE_CLIENT_ID READER_CLIENT_ID RELEASE_KEY; do
  if [[ ${!name:-} == \$\(* ]]; then
    echo "##vso[task.logissue type=error]The variable ${!name} is not in the environment's variable group; \
leave its value blank if it has none. See docs/operations/first-time-setup.md."
    exit 1
  fi
done

# Rejects addresses that Azure would reject only at the end of the deployment. A manual deployment without the variable uses the example
# address in the file.
if [ -n "${ALERT_EMAILS+set}" ] && ! [[ $ALERT_EMAILS =~ ^[^@,[:space:]]+@[^@,[:space:]]+(,[^@,[:space:]]+@[^@,[:space:]]+)*$ ]]; then
  echo "##vso[task.logissue type=error]The variable alertEmails is '$ALERT_EMAILS'. \
It must have at least one mail address; separate several by commas, without blanks."
  exit 1
fi

# The template gets the digest of the release's key, and never the key.
RELEASE_KEY_DIGEST=
[ -z "${RELEASE_KEY:-}" ] || RELEASE_KEY_DIGEST=$(digest "$RELEASE_KEY")
export RELEASE_KEY_DIGEST

# An artifact keeps no execute bit.
compiler=$(mktemp)
trap 'rm -f "$compiler"' EXIT
install -m 755 "$root/bicep/compiler" "$compiler"
"$compiler" build-params "$root/bicep/environments/$environment.bicepparam" --outfile "$out"
