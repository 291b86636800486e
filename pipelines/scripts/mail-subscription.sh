# Subscribes a mail address to the runs of a pipeline. bootstrap.sh sources this file; do not run it.
# shellcheck shell=bash disable=SC2154

# usage: subscribe_mails     Requires $organization, $project, $pipeline, $mail, $azure_devops and the function change.
subscribe_mails() {
  local version=7.1-preview.1 ids project_id team_id subscriptions description channel clause filter existing
  ids=$(az rest --method get --resource "$azure_devops" --query "[id, defaultTeam.id]" --output tsv \
    --url "$organization/_apis/projects/${project// /%20}?api-version=7.1")
  project_id=${ids%%$'\n'*}
  team_id=${ids#*$'\n'}
  # The notification API is in preview, so its version 7.1 requires the suffix -preview.
  subscriptions=$organization/_apis/notification/subscriptions
  description="A run of $pipeline has completed"
  channel=$(printf '"channel": {"type": "EmailHtml", "address": "%s", "useCustomAddress": true}' "$mail")
  # The team is the subscriber, because people can leave. Without a condition for the status, emails are sent for success and failure.
  # The field names are from Azure/azure-sdk-tools, tools/notification-configuration, because the REST documentation does not list them.
  clause=$(printf '{"index": 1, "logicalOperator": "", "fieldName": "Definition name", "operator": "=", "value": "\\\\%s\\\\%s"}' \
    "$project" "$pipeline")
  filter="\"filter\": {\"type\": \"Expression\", \"eventType\": \"ms.vss-build.build-completed-event\", "
  filter+="\"criteria\": {\"clauses\": [$clause]}}"
  existing=$(az rest --method get --resource "$azure_devops" --url "$subscriptions?targetId=$team_id&api-version=$version" \
    --query "value[?description=='$description'].[id, channel.address || '']" --output tsv)
  if [ -z "$existing" ]; then
    change az rest --method post --resource "$azure_devops" --url "$subscriptions?api-version=$version" --output none --body \
      "{\"description\": \"$description\", $filter, $channel, \"subscriber\": {\"id\": \"$team_id\"}, \
\"scope\": {\"type\": \"none\", \"id\": \"$project_id\"}}"
  elif [ "${existing#*$'\t'}" != "$mail" ]; then
    change az rest --method patch --resource "$azure_devops" --url "$subscriptions/${existing%%$'\t'*}?api-version=$version" --output none \
      --body "{$channel}"
  fi
}
