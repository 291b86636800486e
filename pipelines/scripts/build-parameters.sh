#!/usr/bin/env bash
# Compiles an environment's parameter file, which reads the variable group, with the same compiler as the template.
# usage: build-parameters.sh ENVIRONMENT OUTPUT.json      Requires the artifact that package.sh creates.
set -euo pipefail
environment=${1:?usage: build-parameters.sh ENVIRONMENT OUTPUT.json}
out=${2:?the output file is missing}
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source-path=SCRIPTDIR source=azure.sh
. "$(dirname "$0")/azure.sh"

# The variables that the parameter file reads must be in the variable group. A missing variable has its own name as the value, $(name),
# which would be deployed.
for name in ALERT_EMAILS ALERT_WEBHOOK_URL SLACK_WEBHOOK_URL TEAMS_WEBHOOK_URL ANALYSTS_GROUP_ID SHARED_WORKSPACE_ID \
  PIPELINE_PRINCIPAL_ID PIPELINE_CLIENT_ID READER_CLIENT_ID RELEASE_KEY; do
  if [[ ${!name:-} == \$\(* ]]; then
    echo "##vso[task.logissue type=error]The variable ${!name} is not in the environment's variable group. \
    Leave its value blank if it is not used. See docs/operations/first-time-setup.md."
    exit 1
  fi
done

# Reject invalid addresses here, because Azure would reject them only at the end of the deployment. A manual deployment without the variable
# uses the example address in the file.
if [ -n "${ALERT_EMAILS+set}" ] && ! [[ $ALERT_EMAILS =~ ^[^@,[:space:]]+@[^@,[:space:]]+(,[^@,[:space:]]+@[^@,[:space:]]+)*$ ]]; then
  echo "##vso[task.logissue type=error]The variable alertEmails is '$ALERT_EMAILS'. \
It must contain mail addresses that are separated by commas, without spaces."
  exit 1
fi

# The template receives only the digest of the release's key, not the key.
RELEASE_KEY_DIGEST=
[ -z "${RELEASE_KEY:-}" ] || RELEASE_KEY_DIGEST=$(digest "$RELEASE_KEY")
export RELEASE_KEY_DIGEST

# Artifacts do not preserve the execute bit.
compiler=$(mktemp)
trap 'rm -f "$compiler"' EXIT
install -m 755 "$root/bicep/compiler" "$compiler"
"$compiler" build-params "$root/bicep/environments/$environment.bicepparam" --outfile "$out"
