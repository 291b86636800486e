#!/usr/bin/env bash
# Fails if a file in the repository seems to contain a credential.   usage: scan-secrets.sh      Run npm ci in local/ first.
set -euo pipefail
cd "$(dirname "$0")/../.."

git ls-files -z |
  NODE_PATH="$PWD/local/node_modules" xargs -0 node local/node_modules/secretlint/bin/secretlint.js --secretlintrc .secretlintrc.json
echo "No credential was found in $(git ls-files | wc -l) files."
