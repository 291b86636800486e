#!/usr/bin/env bash
# Fails when a file of the repository contains what looks like a credential.   usage: scan-secrets.sh      After npm ci in local/.
set -euo pipefail
cd "$(dirname "$0")/../.."

git ls-files -z |
  NODE_PATH="$PWD/local/node_modules" xargs -0 node local/node_modules/secretlint/bin/secretlint.js --secretlintrc .secretlintrc.json
echo "No credential in $(git ls-files | wc -l) files."
