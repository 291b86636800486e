#!/usr/bin/env bash
# Prepares a subscription so that the pipeline can release to an environment: providers, groups, identities, rights, locks.
# Each step reads the current state and changes only what is missing or different, so the script can be repeated at any time: after an
# interruption, after the first release (which creates the resources to lock), or after a change to this script. Requires the Owner role on
# the current subscription of az.
# usage: bootstrap.sh dev|staging|prod [--dry-run] [--location REGION] [--issuer URL --deployer-subject TEXT --reader-subject TEXT]
#                     [--organization URL --project NAME --pipeline NAME --mail ADDRESS]
#          --dry-run           prints the commands that would make changes, without running them
#          --location          region of a new environment (brazilsouth)
#          --issuer, --deployer-subject, --reader-subject
#                              the values that Azure DevOps shows in the drafts of the service connections latamflights-<env>
#                              and latamflights-<env>-reader
#          --organization, --project, --pipeline, --mail
#                              the pipeline in Azure DevOps, and the address that receives the results of its runs
set -euo pipefail
usage() {
  sed -n '6,/^set /s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

environment=${1:-}
[[ $environment =~ ^(dev|staging|prod)$ ]] || usage
shift
dry_run=false location=brazilsouth issuer='' deployer_subject='' reader_subject='' organization='' project='' pipeline='' mail=''
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry_run=true ;;
    --location | --issuer | --deployer-subject | --reader-subject | --organization | --project | --pipeline | --mail)
      [ $# -ge 2 ] || usage
      name=${1#--}
      declare "${name//-/_}=$2"
      shift
      ;;
    *) usage ;;
  esac
  shift
done
if [ -n "$organization$project$pipeline$mail" ]; then
  for value in "$organization" "$project" "$pipeline" "$mail"; do
    [ -n "$value" ] || usage
    [[ ! $value =~ [\"\\] ]] || usage
  done
  [[ $mail =~ ^[^@[:space:]]+@[^@[:space:]]+$ ]] || usage
fi

parameters=$(cd "$(dirname "$0")/../../bicep/environments" && pwd)/$environment.bicepparam
# shellcheck source-path=SCRIPTDIR source=azure.sh
. "$(dirname "$0")/azure.sh"
# shellcheck source-path=SCRIPTDIR source=mail-subscription.sh
. "$(dirname "$0")/mail-subscription.sh"
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
group=rg-latamflights-$environment
# The identities are in a separate group, because a principal with access to the environment's resources must not be able to change them.
identity_group=$group-identities
subscription=$(az account show --query id --output tsv)
subscription_scope=/subscriptions/$subscription
group_scope=$subscription_scope/resourceGroups/$group
changes=0
warnings=0

step() { printf '\n== %s\n' "$1"; }
warning() {
  echo "WARNING: $1"
  warnings=$((warnings + 1))
}

# usage: change COMMAND...     Runs a command that makes a change. A dry run prints the command instead, in a form that can be pasted.
change() {
  local word line=run:
  [ "$dry_run" = false ] || line='would run:'
  for word in "$@"; do
    [ "$word" != retry ] || continue
    [[ $word =~ ^[A-Za-z0-9_./:=@,-]+$ ]] || word=${word@Q}
    line+=" $word"
  done
  echo "$line"
  changes=$((changes + 1))
  [ "$dry_run" = true ] || "$@"
}

# usage: retry COMMAND...     Retries a command for two minutes while a new role or identity has not yet been replicated.
retry() {
  local attempt
  for attempt in $(seq 12); do
    "$@" 2> "$errors" && return
    grep -qiE "(does not|doesn't) exist|PrincipalNotFound|cannot find" "$errors" || break
    echo "Attempt $attempt: a new role or identity has not been replicated yet."
    sleep "${POLL_SECONDS:-10}"
  done
  cat "$errors" >&2
  return 1
}

# usage: parameter OBJECT PROPERTY     Prints a literal in the parameter file.
parameter() { sed -n "/^param $1 = {/,/^}/p" "$parameters" | sed -nE "s/^ +$2: '?([^']*)'?\$/\1/p"; }

step "Resource providers of $subscription"
unregistered=$(az provider list --query "[?registrationState!='Registered'].namespace" --output tsv)
for provider in "${azure_providers[@]}"; do
  ! grep -qix "$provider" <<< "$unregistered" || change az provider register --namespace "$provider" --wait
done

step "Resource groups"
for name in "$group" "$identity_group"; do
  [ "$(az group exists --name "$name")" = true ] || change az group create --name "$name" --location "$location" --output none
done
location=$(az group show --name "$group" --query location --output tsv 2> /dev/null || echo "$location")

# usage: identity_property NAME PROPERTY     Prints a property, or nothing if the identity does not exist.
identity_property() {
  az identity show --resource-group "$identity_group" --name "$1" --query "$2" --output tsv 2> "$errors" && return
  grep -qi 'not *found' "$errors" || {
    cat "$errors" >&2
    return 1
  }
}

# usage: ensure_identity NAME SUBJECT     Creates a user-assigned identity with which Azure DevOps signs in without a secret.
ensure_identity() {
  local name=$1 subject=$2 id existing=''
  id=$(identity_property "$name" id)
  [ -n "$id" ] || change az identity create --resource-group "$identity_group" --name "$name" --location "$location" --output none
  if [ -z "$subject" ] || [ -z "$issuer" ]; then
    echo "$name: a federated credential requires --issuer and the subject."
    return
  fi
  [ -z "$id" ] || existing=$(az identity federated-credential list --resource-group "$identity_group" --identity-name "$name" \
    --query "[?name=='azure-devops'].join(' ', [issuer, subject]) | [0]" --output tsv)
  [ "$existing" = "$issuer $subject" ] ||
    change az identity federated-credential create --resource-group "$identity_group" --identity-name "$name" --name azure-devops \
      --issuer "$issuer" --subject "$subject" --audiences api://AzureADTokenExchange --output none
}

step "Identities of the pipeline"
deployer=id-latamflights-$environment-deployer
reader=id-latamflights-$environment-reader
ensure_identity "$deployer" "$deployer_subject"
ensure_identity "$reader" "$reader_subject"

# usage: role_id NAME     Prints the id of a custom role. The id is derived from the role's name and the subscription, so that it is known
# before the role can be found by name.
role_id() {
  local hash
  hash=$(printf '%s %s' "$subscription" "$1" | sha256sum)
  echo "${hash:0:8}-${hash:8:4}-${hash:12:4}-${hash:16:4}-${hash:20:12}"
}

# usage: ensure_role NAME ACTION...     Creates a custom role with the actions, which is assignable in the subscription.
ensure_role() {
  local id name=$1 actions existing body
  shift
  id=$(role_id "$name")
  actions=$(printf '"%s", ' "$@")
  body=$(printf '{"properties": {"roleName": "%s", "type": "CustomRole", "description": "%s", %s, %s}}' \
    "$name" "Created by the bootstrap script of LatamFunctions." \
    "\"permissions\": [{\"actions\": [${actions%, }]}]" "\"assignableScopes\": [\"$subscription_scope\"]")
  existing=$(az role definition list --custom-role-only true --scope "$subscription_scope" --output tsv \
    --query "[?name=='$id'].permissions[0].actions[]" | sort)
  [ "$existing" = "$(printf '%s\n' "$@" | sort)" ] ||
    change az rest --method put --body "$body" --output none \
      --url "$subscription_scope/providers/Microsoft.Authorization/roleDefinitions/$id?api-version=2022-04-01"
}

step "Custom roles"
# Role names must be unique in the tenant. They contain the subscription, because an environment can move and a tenant can have several
# systems.
subscription_role="LatamFunctions $environment subscription reader ${subscription:0:8}"
ensure_role "$subscription_role" "${subscription_rights[@]}"
what_if_role="LatamFunctions $environment what-if ${subscription:0:8}"
ensure_role "$what_if_role" \
  Microsoft.Resources/deployments/validate/action \
  Microsoft.Resources/deployments/whatIf/action

# The ids of the roles that the templates assign. The deployer can assign and remove only these roles.
assignable_roles=(
  2b629674-e913-4c01-ae53-ef4638d8f975 # Azure Event Hubs Data Sender
  a638d3c7-ab3a-418d-83e6-5f17a39d4fde # Azure Event Hubs Data Receiver
  3913510d-42f4-4e42-8a64-420c390055eb # Monitoring Metrics Publisher
  0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3 # Storage Table Data Contributor
  b7e6dc6d-f1e8-4753-8033-0f276bb0955b # Storage Blob Data Owner
  ba92f5b4-2d11-453d-a403-e96b0029c9fe # Storage Blob Data Contributor
  4633458b-17de-408a-b874-0445c86b69e6 # Key Vault Secrets User
  b86a8fe4-44ce-4948-aee5-eccb2c155cd7 # Key Vault Secrets Officer
)
ids=$(IFS=,; echo "${assignable_roles[*]}")
allowed="ForAnyOfAnyValues:GuidEquals {${ids//,/, }}"
assignments=Microsoft.Authorization/roleAssignments
condition="((!(ActionMatches{'$assignments/write'})) OR (@Request[$assignments:RoleDefinitionId] $allowed))"
condition+=" AND ((!(ActionMatches{'$assignments/delete'})) OR (@Resource[$assignments:RoleDefinitionId] $allowed))"

# usage: assign IDENTITY ROLE SCOPE [CONDITION]     Assigns a role. ROLE is the name of a built-in role or the id of a custom role.
assign() {
  local principal existing id='' restriction=()
  [ -z "${4:-}" ] || restriction=(--condition "$4" --condition-version 2.0)
  principal=$(identity_property "$1" principalId)
  if [ -n "$principal" ]; then
    existing=$(az role assignment list --all --output tsv --query \
      "[?principalId=='$principal' && (roleDefinitionName=='$2' || ends_with(roleDefinitionId, '/$2')) && scope=='$3'].\
[id, condition || '']")
    id=${existing%%$'\t'*}
    if [ -n "$id" ] && [ "${existing#*$'\t'}" != "${4:-}" ]; then
      # The condition is part of the assignment, so an assignment with another condition is replaced.
      change az role assignment delete --ids "$id"
      id=
    fi
  elif [ "$dry_run" = true ]; then
    principal=the-principal-id-of-$1
  else
    echo "The identity $1 has no principal yet. Run this script again." >&2
    exit 1
  fi
  [ -n "$id" ] || change retry az role assignment create --assignee-object-id "$principal" --assignee-principal-type ServicePrincipal \
    --role "$2" --scope "$3" "${restriction[@]}" --output none
}

step "Rights"
assign "$deployer" Contributor "$group_scope"
assign "$deployer" 'Role Based Access Control Administrator' "$group_scope" "$condition"
assign "$deployer" "$(role_id "$subscription_role")" "$subscription_scope"
assign "$reader" Reader "$group_scope"
assign "$reader" "$(role_id "$what_if_role")" "$group_scope"
assign "$reader" "$(role_id "$subscription_role")" "$subscription_scope"

if [ "$environment" = prod ]; then
  step "Locks on resources with data"
  # Do not lock the group, because the lock would also prevent the deletion of function keys and of old deployments (at most 800 per group).
  for type in Microsoft.Storage/storageAccounts Microsoft.EventHub/namespaces Microsoft.Kusto/clusters; do
    resource=$(az resource list --resource-type "$type" --query "[?resourceGroup=='$group'].id | [0]" --output tsv)
    if [ -z "$resource" ]; then
      echo "$type: does not exist yet. Run this script again after the first release."
    elif [ "$(az lock list --resource "$resource" --query "length([?name=='keep'])" --output tsv)" -eq 0 ]; then
      change az lock create --name keep --lock-type CanNotDelete --resource "$resource" --output none
    fi
  done
fi

step "Offers and quotas in $location"
regions=$(flex_regions "$parameters")
grep -qix "$location" <<< "$regions" || warning "$(no_flex_text "$location" "$parameters")"

# One line per region with the SKU and its zones.
sku=$(parameter kusto skuName)
offer=$(az rest --method get --url "$subscription_scope/providers/Microsoft.Kusto/skus?api-version=$kusto_api_version" \
  --query "value[?name=='$sku' && resourceType=='clusters'].locationInfo[].join(' zones ', [location, join(',', zones || \`[]\`)])" \
  --output tsv |
  tr -d ' ' | grep -ix "${location}zones.*" || true)
if [ -z "$offer" ]; then
  warning "Azure Data Explorer does not offer $sku in $location: choose another skuName in bicep/environments/$environment.bicepparam."
elif is_zone_redundant "$parameters" && ! grep -qE '[123],[123],[123]' <<< "$offer"; then
  warning "Azure Data Explorer offers $sku in $location without three zones, which zoneRedundant requires."
fi

# All Flex Consumption apps in a subscription share 512,000 MB of instance memory per region.
# By default, an app has at most 100 instances of 2,048 MB.
memory=$(($(parameter functionApp instanceMemoryMB) * $(parameter functionApp maximumInstances)))
scale=properties.functionAppConfig.scaleAndConcurrency
apps=$(az rest --method get --url "$subscription_scope/providers/Microsoft.Web/sites?api-version=2024-04-01" --output tsv \
  --query "value[?properties.sku=='FlexConsumption' && properties.resourceGroup!='$group'].\
[location, $scale.instanceMemoryMB || \`2048\`, $scale.maximumInstanceCount || \`100\`]")
others=$(awk -F '\t' -v region="$location" \
  '{ gsub(/ /, "", $1); if (tolower($1) == tolower(region)) sum += $2 * $3 } END { print sum + 0 }' <<< "$apps")
[ $((memory + others)) -le 512000 ] ||
  warning "functionApp can scale to $memory MB, and other apps of the subscription in $location to $others MB. The total exceeds the \
512,000 MB quota per region. Lower maximumInstances or request a higher quota."
echo "Azure Data Explorer can scale to $(parameter kusto maximumInstances) instances of $sku. Compare with 'Usage + quotas' of the \
subscription."

if [ -n "$organization" ]; then
  step "Mails about runs of $pipeline"
  subscribe_mails
fi

step "Result"
if [ "$changes" -eq 0 ]; then echo "Nothing to change."; else echo "$changes changes$([ "$dry_run" = false ] || echo ' to make')."; fi
echo "Warnings: $warnings."
cat << END

For Azure DevOps (docs/operations/first-time-setup.md):
  service connections    tenant        $(az account show --query tenantId --output tsv)
                         subscription  $subscription
    latamflights-$environment         client id     $(identity_property "$deployer" clientId)
    latamflights-$environment-reader  client id     $(identity_property "$reader" clientId)
  variable group latamflights-$environment
    pipelinePrincipalId  $(identity_property "$deployer" principalId)
    pipelineClientId     $(identity_property "$deployer" clientId)
    readerClientId       $(identity_property "$reader" clientId)
END
