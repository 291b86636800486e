#!/usr/bin/env bash
# A stand-in for az in the tests of bootstrap.sh. The file $STATE stores the subscription, one object per line. The stand-in does not
# evaluate queries; its responses match the queries in bootstrap.sh. INTERRUPT="before N" or "after N" ends the run before or after its
# N-th change. With STALE=true, the first assignment of a new role fails because the role has not yet been replicated.
set -euo pipefail
: "${STATE:?}" "${COUNT:?}"

# usage: option NAME     Prints the value of a command-line option.
arguments=("$@")
option() {
  local i
  for ((i = 0; i < ${#arguments[@]}; i++)); do
    [ "${arguments[i]}" != "$1" ] || { printf '%s' "${arguments[i + 1]}"; return; }
  done
}
# usage: quoted NAME     Prints the value with which the query compares NAME.
quoted() { sed -nE "s/.*$1=='([^']*)'.*/\1/p" <<< "$(option --query)"; }
# usage: line TEXT       Prints the lines in $STATE that contain TEXT.
# usage: without TEXT    Removes the lines that contain TEXT.
# usage: keep TEXT LINE  Replaces the lines that contain TEXT with LINE.
line() { grep -F -- "$1" "$STATE" || true; }
keep() { without "$1"; printf '%s\n' "$2" >> "$STATE"; }
without() { grep -vF -- "$1" "$STATE" > "$STATE.new" || true; mv "$STATE.new" "$STATE"; }

# usage: interrupt WHEN
interrupt() {
  [ -n "${INTERRUPT:-}" ] || return 0
  local n
  read -r when at <<< "$INTERRUPT"
  [ "$1" = "$when" ] || return 0
  n=$(($(cat "$COUNT.$PPID" 2> /dev/null || echo 0) + 1))
  echo "$n" > "$COUNT.$PPID"
  if [ "$n" -eq "$at" ]; then
    echo 'interrupted' >&2
    exit 137
  fi
}

case "$1 $2 ${3:-}" in
  'provider register'* | 'group create'* | 'identity create'* | *'federated-credential create' | 'rest --method put' | \
    'rest --method post' | 'rest --method patch' | 'role assignment create' | 'role assignment delete' | 'lock create'*) interrupt before ;;
esac

# Azure DevOps rejects a preview API version without the suffix -preview.
if [[ $(option --url) == */_apis/notification/* && $(option --url) != *api-version=*-preview.* ]]; then
  echo 'ERROR: The -preview flag must be supplied in the api-version for such requests.' >&2
  exit 1
fi

case "$1 $2 ${3:-}" in
  'account show'*) [[ $(option --query) == id ]] && echo sub || echo tenant ;;
  'provider list'*) line ' NotRegistered' | cut -d ' ' -f 2 ;;
  'provider register'*) keep "provider $(option --namespace) " "provider $(option --namespace) Registered" ;;
  'group exists'*) grep -qx "group $(option --name)" "$STATE" && echo true || echo false ;;
  'group create'*) keep "group $(option --name) " "group $(option --name)" ;;
  'group show'*) grep -qx "group $(option --name)" "$STATE" && echo brazilsouth || exit 3 ;;
  'identity create'*)
    grep -qx "group $(option --resource-group)" "$STATE" || exit 3
    echo "identity $(option --name)" >> "$STATE"
    ;;
  'identity show'*)
    name=$(option --name)
    grep -qx "identity $name" "$STATE" || { echo "ERROR: (ResourceNotFound) The Resource '$name' was not found." >&2; exit 3; }
    case $(option --query) in principalId) echo "$name-principal" ;; clientId) echo "$name-client" ;; *) echo "/id/$name" ;; esac
    ;;
  'identity federated-credential list') line "credential $(option --identity-name) " | cut -d ' ' -f 3,4 ;;
  'identity federated-credential create')
    keep "credential $(option --identity-name) " "credential $(option --identity-name) $(option --issuer) $(option --subject)"
    ;;
  'role definition list') line "role $(sed -nE "s/.*name=='([^']*)'.*/\1/p" <<< "$(option --query)")|" | cut -d '|' -f 3 | tr ' ' '\n' ;;
  'rest --method put')
    # shellcheck disable=SC2016 # The shell must not expand JavaScript template literals.
    node -e '
      const { roleName, permissions } = JSON.parse(process.argv[2]).properties;
      const id = process.argv[1].match(/roleDefinitions\/([^?]*)/)[1];
      console.log(`role ${id}|${roleName}|${permissions[0].actions.join(" ")}`);' "$(option --url)" "$(option --body)" > "$STATE.role"
    keep "$(cut -d '|' -f 1 "$STATE.role")|" "$(cat "$STATE.role")"
    ;;
  'role assignment list')
    found=$(line "assignment $(quoted principalId)|$(quoted roleDefinitionName)|$(quoted scope) condition ")
    [ -z "$found" ] || printf '%s\t%s\n' "${found%% condition *}" "${found#* condition }"
    ;;
  'role assignment create')
    if [ "${STALE:-}" = true ] && [ ! -e "$STATE.$(option --role)" ]; then
      touch "$STATE.$(option --role)"
      echo "ERROR: Role '$(option --role)' doesn't exist." >&2
      exit 1
    fi
    address="assignment $(option --assignee-object-id)|$(option --role)|$(option --scope) condition "
    [ -z "$(line "$address")" ] || exit 3
    printf '%s%s\n' "$address" "$(option --condition)" >> "$STATE"
    ;;
  'role assignment delete') without "$(option --ids) condition " ;;
  'resource list'*) line "resource $(option --resource-type) " | cut -d ' ' -f 3 ;;
  'lock list'*) line "lock $(option --resource)" | wc -l ;;
  'lock create'*) echo "lock $(option --resource)" >> "$STATE" ;;
  'functionapp list-flexconsumption-locations'*) echo 'Brazil South' ;;
  # $STATE stores a mail subscription as a line with its JSON.
  'rest --method post')
    # shellcheck disable=SC2016 # The shell must not expand JavaScript template literals.
    node -e 'console.log(`mail ${JSON.stringify(JSON.parse(process.argv[1]))}`);' "$(option --body)" >> "$STATE"
    ;;
  'rest --method patch')
    # shellcheck disable=SC2016 # The shell must not expand JavaScript template literals.
    node -e 'console.log(`mail ${JSON.stringify({ ...JSON.parse(process.argv[1]), ...JSON.parse(process.argv[2]) })}`);' \
      "$(line 'mail ' | cut -d ' ' -f 2-)" "$(option --body)" > "$STATE.mail"
    keep 'mail ' "$(cat "$STATE.mail")"
    ;;
  'rest --method get')
    if [[ $(option --url) == */Microsoft.Web/sites* ]]; then
      line 'flex ' | cut -d ' ' -f 2-
    elif [[ $(option --url) == */_apis/projects/* ]]; then
      printf 'project-1\nteam-1\n'
    elif [[ $(option --url) == */_apis/notification/* ]]; then
      line "\"description\":\"$(quoted description)\"" | sed -nE 's/.*"address":"([^"]*)".*/7\t\1/p'
    else
      echo 'Brazil South zones 1,2,3'
    fi
    ;;
  *)
    echo "unexpected: az $*" >&2
    exit 3
    ;;
esac

case "$1 $2 ${3:-}" in
  'provider register'* | 'group create'* | 'identity create'* | *'federated-credential create' | 'rest --method put' | \
    'rest --method post' | 'rest --method patch' | 'role assignment create' | 'role assignment delete' | 'lock create'*) interrupt after ;;
esac
