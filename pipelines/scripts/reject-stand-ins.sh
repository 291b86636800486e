#!/usr/bin/env bash
# Fails if a package was built with local/standins, because such a package has no Event Hubs trigger and no Azure Data Explorer client.
# usage: reject-stand-ins.sh PACKAGE.zip
set -euo pipefail
package=${1:?usage: reject-stand-ins.sh PACKAGE.zip}
# Do not use `grep -q`, which would close the pipe before unzip has written all names.
if unzip -Z1 "$package" | grep -x not-deployable.txt > /dev/null; then
  echo "$package was built with stand-ins (UseStandIns=true) and can run only on a local stack. Build it with UseStandIns=false." >&2
  exit 1
fi
