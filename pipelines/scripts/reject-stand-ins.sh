#!/usr/bin/env bash
# Ends the deployment of a package that was built with local/standins: it has no Event Hubs trigger and no Azure Data Explorer client.
# usage: reject-stand-ins.sh PACKAGE.zip
set -euo pipefail
package=${1:?usage: reject-stand-ins.sh PACKAGE.zip}
# Not `grep -q`, which would end the pipe before unzip has written all names.
if unzip -Z1 "$package" | grep -x not-deployable.txt > /dev/null; then
  echo "$package was built with stand-ins (UseStandIns=true) and runs on a local stack only. Build it with UseStandIns=false." >&2
  exit 1
fi
