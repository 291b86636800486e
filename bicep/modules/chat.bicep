// A Logic App sends the chat messages, so that the messages arrive even if the function app is unavailable.
metadata description = 'Posts alerts to Slack and Teams, which reject the common alert schema.'

import { Tags } from '../types.bicep'

param name string
param location string
param tags Tags
param workspaceId string
param channels ('Slack' | 'Teams')[]

@secure()
param slackUrl string

@secure()
param teamsUrl string

var definition = loadJsonContent('../monitoring/chat/workflow.json')
var actions = filter(
  items(definition.actions),
  action => action.key == 'Message' || contains(map(channels, channel => string(channel)), action.key)
)

resource workflow 'Microsoft.Logic/workflows@2019-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    state: 'Enabled'
    definition: union(
      toObject(filter(items(definition), part => part.key != 'actions'), part => part.key, part => part.value),
      { actions: toObject(actions, action => action.key, action => action.value) }
    )
    parameters: {
      slackUrl: { value: slackUrl }
      teamsUrl: { value: teamsUrl }
    }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: workflow
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'WorkflowRuntime', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = workflow.id
