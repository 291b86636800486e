namespace Pipelines.Tests;

/// <summary>
/// Copies of the templates, each with one defect: the check that must find the defect, the change, and the text that the message must
/// contain.
/// </summary>
internal static class BrokenTemplates
{
    private const string Gateway = "bicep/modules/api-management.bicep";
    private const string Network = "bicep/modules/private-endpoints.bicep";
    private const string Access = "bicep/modules/access.bicep";
    private const string App = "bicep/modules/function-app.bicep";
    private const string Hub = "bicep/modules/event-hubs.bicep";
    private const string Logs = "bicep/modules/logs.bicep";
    private const string Kusto = "bicep/modules/kusto.bicep";
    private const string Main = "bicep/main.bicep";
    private const string Monitoring = "bicep/modules/monitoring.bicep";
    private const string Objectives = "bicep/monitoring/objectives.bicep";
    private const string Conditions = "bicep/monitoring/conditions.bicep";
    private const string PlatformMetrics = "bicep/monitoring/platform-metrics.bicep";
    private const string Roles = "bicep/roles.bicep";
    private const string Storage = "bicep/modules/storage.bicep";
    private const string Dev = "bicep/environments/dev.bicepparam";
    private const string Staging = "bicep/environments/staging.bicepparam";
    private const string Prod = "bicep/environments/prod.bicepparam";
    private const string Schema = "kusto/schema.kql";
    private const string Pipeline = "azure-pipelines.yml";

    public static IEnumerable<TestCaseData> Copies => [.. Compiler, .. Contents, .. Monitored, .. Environments];

    public static TestCaseData Break(string check, string path, string find, string replace, string culprit) =>
        new TestCaseData(check, path, find, replace, culprit).SetArgDisplayNames(check, culprit);

    private static IEnumerable<TestCaseData> Compiler =>
    [
        Break("compiler", Access, "roleAssignments@2022-04-01", "roleAssignments@2022-04-31", "BCP081"),
        Break("compiler", Kusto, "  sku: { name: skuName, tier: skuTier, capacity: instances }\n", "", "BCP035"),
        Break("compiler", Hub, "disableLocalAuth: true", "disableLocalAuths: true", "BCP089"),
        Break("compiler", Main, "    hubName: eventHubName\n", "", "hubName"),
        Break("compiler", Main, "    hubName: eventHubName\n", "    eventHubName: eventHubName\n", "BCP037"),
        Break(
            "compiler", Kusto, "    #disable-next-line use-secure-value-for-secure-inputs // A schema is not a secret.\n", "",
            "use-secure-value"),
        Break("compiler", Hub, "param partitions int", "param partitions  int", "event-hubs.bicep: the file is not formatted"),
        Break("compiler", Prod, "  units: 10\n", "  units: '10'\n", "bicep/environments/prod.bicepparam"),
        Break("compiler", Prod, "  units: 10\n", "  unit: 10\n", "\"units\""),
        Break("compiler", Staging, "  autoStop: false\n", "", "autoStop"),
        Break("compiler", Dev, "instanceMemoryMB: 2048", "instanceMemoryMB: 1024", "instanceMemoryMB"),
        Break("compiler", Prod, "param logDailyCapGb", "param logDailyCap", "logDailyCap"),
        Break("compiler", Access,
            "guid(account.id, appIdentityId, storageBlobDataOwner)", "guid(account.id, appPrincipalId, storageBlobDataOwner)",
            "what-if-short-circuiting"),
    ];

    /// <summary>Defects in roles, settings, names and the plan.</summary>
    private static IEnumerable<TestCaseData> Contents =>
    [
        Break("roles", Roles,
            "3913510d-42f4-4e42-8a64-420c390055eb", "b24988ac-6180-42a0-ab88-20f7382dd24c",
            "monitoringMetricsPublisher is b24988ac"),
        Break("roles", Roles,
            "var storageBlobDataOwner",
            "var storageBlobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'\n\n@export()\nvar storageBlobDataOwner",
            "storageBlobDataReader contains an id but is not named after"),
        Break("roles", Hub,
            "var autoInflate", "var storageBlobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'\nvar autoInflate",
            "storageBlobDataOwner is defined again in this file"),
        Break("roles", Access,
            "roleDefinitions', storageBlobDataOwner)", "roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')",
            "b24988ac-6180-42a0-ab88-20f7382dd24c appears outside"),
        Break("roles", Access,
            "guid(account.id, appIdentityId, storageTableDataContributor)", "guid(account.id, appIdentityId, storageBlobDataOwner)",
            "so one would replace the other"),
        Break("roles", Access,
            "guid(account.id, appIdentityId, storageBlobDataOwner)", "guid(account.id, appPrincipalId, storageBlobDataOwner)",
            "the name of the grant of storageBlobDataOwner is only known at deployment"),
        Break("roles", Access, "    principalType: 'ServicePrincipal'\n", "", "has no principalType"),
        Break("roles", Access, "  scope: account\n", "", "the grant of storageBlobDataOwner has no scope"),

        Break("app settings", App, "Kusto__Endpoint:", "Kusto__EndPoint:", "nothing reads the setting Kusto__EndPoint"),
        Break("app settings", App,
            "  Kusto__Endpoint: kustoEndpoint\n", "",
            "reads Kusto__Endpoint, which has no default and is not set"),
        Break("app settings", App, "  EventHubs__clientId: identityClientId\n", "", "no EventHubs__clientId"),
        Break("app settings", App, "  AZURE_CLIENT_ID: identityClientId\n", "", "the platform needs the setting AZURE_CLIENT_ID"),
        Break("app settings", App,
            "  AzureWebJobsStorage__accountName: storageName\n", "", "the platform needs the setting AzureWebJobsStorage__accountName"),
        Break("app settings", App,
            "var settings = {", "var settings = {\n  Consumers__AllowUnlisted: 'true'",
            "Consumers__AllowUnlisted opens every operation"),
        Break("app settings", App,
            "var settings = {", "var settings = {\n  FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'",
            "FUNCTIONS_WORKER_RUNTIME is not supported on Flex"),
        Break("app settings", App,
            "var settings = {", "var settings = {\n  DeadLetters__ConnectionString: 'x'",
            "DeadLetters__ConnectionString has a name that suggests a secret"),
        Break("app settings", App,
            "DeadLetters__TableServiceUri: tableEndpoint", "DeadLetters__TableServiceUri: 'x;AccountKey=y'",
            "DeadLetters__TableServiceUri contains a key"),
        Break("app settings", App,
            "EventHubs__fullyQualifiedNamespace", "EventHub__fullyQualifiedNamespace",
            "no trigger or binding uses the connection EventHub"),

        Break("names", Main, "'flight-events'", "'flightevents'", "the deployment has flightevents"),
        Break("names", Main, "'ingest'", "'ingestion'", "the deployment has ingestion"),
        Break("names", Main, "'deadletters'", "'deadLetters'", "the deployment has deadLetters"),
        Break("names", Main, "databaseName = 'flights'", "databaseName = 'flight'", "the deployment has flight"),
        Break("names", App, "function:IngestFlightEvents", "function:Ingest", "always ready for the function Ingest,"),
        Break("names", Schema,
            ".create-merge table FlightEvents (", ".create-merge table FlightEvent (",
            "the table 'FlightEvents', which the schema does not create"),
        Break("names", Schema, "mapping 'FlightEventsJson'", "mapping 'FlightEvents'", "the ingestion mapping 'FlightEventsJson'"),

        Break("plan", App, "name: 'FC1'", "name: 'Y1'", "the plan is Y1, not FC1"),
        Break("plan", App, "version: '10.0'", "version: '10'", "the runtime is dotnet-isolated '10'"),
    ];

    /// <summary>Defects in durations, diagnostics, security and alerts.</summary>
    private static IEnumerable<TestCaseData> Monitored =>
    [
        Break("durations", Kusto, "hotCachePeriod: 'P31D'", "hotCachePeriod: 'P400D'", "hotCachePeriod P400D is longer"),
        Break("durations", Kusto, "softDeletePeriod: 'P365D'", "softDeletePeriod: '365d'", "is not an ISO 8601 duration"),
        Break("durations", Schema, "softdelete = 365d", "softdelete = 30d", "'softdelete = 30d' is not the database's"),
        Break(
            "durations", Schema, "softdelete = 1096d", "softdelete = 365d", "ServiceLevelDays: 'softdelete = 365d' is less than the year"),
        Break(
            "durations",
            Objectives,
            "windowSize: 'P1D'",
            "windowSize: 'P3D'",
            "api-availability-day: an alert cannot look back over 'P3D'"),
        Break("durations", Objectives, "longWindow: '6h'", "longWindow: '3h'", "api-availability-slow: windowSize is PT6H"),
        Break(
            "durations", Objectives, "frequency: 'PT15M'\n    severity: 1\n    budget", "frequency: 'P1D'\n    severity: 1\n    budget",
            "api-availability-slow runs every P1D"),
        Break("durations", "bicep/monitoring/alerts/retry-loop.kql", "ago(30m)", "ago(2h)", "retry-loop: looks back ago(2h)"),

        Break("diagnostics", Hub,
            "  scope: namespace\n  properties: {\n    workspaceId", "  scope: hub\n  properties: {\n    workspaceId",
            "the Microsoft.EventHub/namespaces 'evhns-latam-prod-"),
        Break("diagnostics", App,
            "category: 'FunctionAppLogs', enabled: true", "category: 'FunctionAppLogs', enabled: false",
            "sends nothing or has a disabled part"),
        Break(
            "diagnostics", Storage, "'to-workspace'\n  scope: tableService\n", "'tables'\n  scope: account\n",
            "tableServices 'stlatamprodhnqscf/default' has no diagnostic setting"),

        Break("security", Hub, "disableLocalAuth: true", "disableLocalAuth: false", "properties.disableLocalAuth"),
        Break(
            "security", Logs, "    DisableLocalAuth: true\n", "    DisableLocalAuth: false\n",
            "properties.DisableLocalAuth of the Microsoft.Insights/components"),
        Break("security", Storage, "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "properties.allowSharedKeyAccess"),
        Break(
            "security", Storage, "allowCrossTenantReplication: false", "allowCrossTenantReplication: true",
            "properties.allowCrossTenantReplication"),
        Break("security", Storage, "minimumTlsVersion: 'TLS1_2'", "minimumTlsVersion: 'TLS1_0'", "properties.minimumTlsVersion"),
        Break("security", App, "allow: false", "allow: true", "basicPublishingCredentialsPolicies"),
        Break("security", Storage,
            "output name string = account.name", "output name string = account.listKeys().keys[0].value",
            "reads a key"),
        Break("security", Storage,
            "privateOnly && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'", "'Enabled'",
            "reachable from the internet despite privateNetworking"),
        Break("security", Hub, "trustedServiceAccessEnabled: true", "trustedServiceAccessEnabled: false", "trusted services cannot reach"),
        Break(
            "security", "bicep/modules/network.bicep", "sourceAddressPrefix: 'VirtualNetwork'", "sourceAddressPrefix: integrationRange",
            "the pipeline's agents cannot reach"),
        Break("security", Network, "targetId: namespace.id", "targetId: account.id", "has no private endpoint"),
        Break("security", Pipeline, "name: $(Date", "# SharedAccessKey=abc\nname: $(Date", "looks like a secret"),

        Break("alerts", PlatformMetrics,
            "runbook: 'events.md#no-events'", "runbook: 'silence.md#no-events'",
            "no-events: the runbook docs/operations/runbooks/silence.md"),
        Break("alerts", PlatformMetrics,
            "runbook: 'events.md#no-events'", "runbook: 'events.md'", "no-events has no runbook section"),
        Break("alerts", PlatformMetrics,
            "runbook: 'events.md#no-events'", "runbook: 'events.md#retry-loop'",
            "no-events links to the section retry-loop, which is another alert's"),
        Break("alerts", "docs/operations/runbooks/delays.md",
            "## freshness", "## lateness", "freshness-day: docs/operations/runbooks/delays.md has no section freshness"),
        Break("alerts", "docs/operations/runbooks/delays.md",
            "## freshness", "## lateness\n\n## freshness", "delays.md: no alert links to the section lateness"),
        Break("alerts", Conditions,
            "    severity: 0\n    runbook: 'events.md#events-stuck'", "    severity: 5\n    runbook: 'events.md#events-stuck'",
            "events-stuck has the severity 5"),
        Break("alerts", PlatformMetrics, "name: 'kusto-cpu'", "name: 'kusto-load'", "the alert kusto-load is not documented"),
        Break("alerts", Conditions, "name: 'logs-capped'", "name: 'logs-full'", "the table has an alert logs-capped that does not exist"),
        Break("alerts", Objectives, "severity: 3\n    budget", "severity: 2\n    budget", "api-availability-day has severity 2"),
        Break("alerts", Objectives, "alerts/slo/freshness.kql", "alerts/slo/dead-letters.kql", "freshness.kql: no alert uses this query"),
        Break("alerts", Monitoring, "actionGroups: [actionGroup.id]", "actionGroups: []", "events-stuck has no action group"),
        Break("alerts", Monitoring, "actionGroupId: actionGroup.id", "actionGroupId: ''", "kusto-cpu has no action group"),
        Break("alerts", "bicep/monitoring/alerts/breaker-open.kql",
            "flightevents.breaker.state", "flightevents.breaker.open",
            "reads the metric flightevents.breaker.open"),
    ];

    /// <summary>Defects in environments, the order of operations, policies, locks, sizes and the schema.</summary>
    private static IEnumerable<TestCaseData> Environments =>
    [
        Break("environments", Staging,
            "environmentName = 'staging'", "environmentName = 'prod'",
            "environmentName is 'prod', not 'staging'"),
        Break(
            "environments", Prod, "param rateLimit", "param privateNetworking = true\nparam rateLimit",
            "privateNetworking is set in only one of dev and prod"),
        Break("environments", Prod, "  units: 10\n", "  units: 1\n", "eventHubs.units is smaller than in staging"),
        Break("environments", Prod, "zoneRedundant = true", "zoneRedundant = false", "production is not zone-redundant"),

        Break(
            "cluster operations", Access, "  dependsOn: [appQueries]\n", "",
            "access/analystsQuery and access/appQueries change the ADX cluster"),
        Break("cluster operations", Main, "  dependsOn: [eventHub, access]\n", "", "and dataConnection/nativeTable change the ADX cluster"),
        Break(
            "cluster operations", Main, "dependsOn: [access, dataConnection]", "dependsOn: [access]",
            "dataConnection/connection and endpoints/endpoint"),

        Break("gateway policies", "bicep/modules/api-management-policy.xml",
            "<set-header name", "<quota-by-key calls=\"1\" renewal-period=\"300\" counter-key=\"a\" />\n    <set-header name",
            "the policy quota-by-key does not exist in the gateway's tier"),
        Break("gateway policies", "bicep/modules/api-management-policy.xml",
            "<set-header name=\"X-Forwarded-Host\" exists-action=\"override\">",
            "<set-header name=\"X-Forwarded-Host\" exists-action=\"skip\">",
            "forwards a caller's header X-Forwarded-Host"),
        Break("gateway policies", Main,
            "'https://${gatewayName}.azure-api.net'", "'https://${gatewayName}.example.com'", "links in responses bypass the gateway"),
        Break("gateway policies", Gateway,
            "loadTextContent('api-management-policy.xml')", "loadTextContent('api-management-product-policy.xml')",
            "the policy quota is in Microsoft.ApiManagement/service/apis/policies"),

        Break("locks", Main,
            "@description('Identity of the function app",
            "resource keep 'Microsoft.Authorization/locks@2020-05-01' = {\n  name: 'keep'\n  properties: { level: "
            + "'CanNotDelete' }\n}\n\n@description('Identity of the function app",
            "the lock 'keep' (CanNotDelete) is on /subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-latamflights,"),

        Break(
            "locks", "pipelines/scripts/bootstrap.sh", "--resource \"$resource\" --output none",
            "--resource-group \"$group\" --output none", "locks a whole group (lock create"),
        Break("locks", "docs/operations/rotating-and-tearing-down.md",
            "```bash\n", "```bash\naz lock create --name keep --lock-type CanNotDelete --resource-group rg-latamflights-prod\n",
            "locks a whole group (lock create"),
        Break(
            "locks", "pipelines/scripts/start-cluster.sh", "az rest --method post", "az rest --method delete",
            "deletes a resource that a lock can protect (rest --method delete"),

        Break(
            "log volume", "host.json", "\"default\": \"Warning\"", "\"default\": \"Information\"",
            "per day, more than half of the workspace's cap"),
        Break("log volume", App, "  OTEL_TRACES_SAMPLER: 'microsoft.rate_limited'\n", "", "per day, more than half of the workspace's cap"),
        Break("log volume", Prod, "logDailyCapGb = 20", "logDailyCapGb = 10", "more than half of the workspace's cap of 10 GB"),
        Break(
            "log volume", "docs/operations/capacity.md", "| FunctionAppLogs |", "| Function logs |",
            "the table of log volume differs from the computed table"),
        Break(
            "batch memory", "host.json", "\"prefetchCount\": 500", "\"prefetchCount\": 6000",
            "an instance of prod that catches up with 8 partitions needs"),
        Break(
            "batch memory", Staging, "alwaysReadyIngestion: 2", "alwaysReadyIngestion: 1",
            "an instance of staging that catches up with 32 partitions needs"),

        Break("Kusto scripts", Schema, ".create-merge table", ".drop table X\n\n.create-merge table", "must not contain .drop"),
        Break("Kusto scripts", Schema,
            ".create ifnotexists materialized-view", ".create materialized-view",
            ".create without ifnotexists"),
        Break("Kusto scripts", Schema, ".create-merge table FlightEvents (", ".alter table FlightEvents (", "removes data or columns"),
    ];
}
