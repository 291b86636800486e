using Pipelines.Tests.Bicep;
using Pipelines.Tests.Checks;

namespace Pipelines.Tests;

/// <summary>
/// Rules for bicep/, pipelines/ and kusto/, the compiler's among them. Each check passes on the repository and names the fault in a copy with
/// one thing broken.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public class DeliveryTests
{
    private static readonly Dictionary<string, Func<RepositorySnapshot, IEnumerable<Finding>>> Checks = new()
    {
        ["compiler"] = CompilerCheck.Check,
        ["roles"] = RoleCheck.Check,
        ["app settings"] = AppSettingCheck.Check,
        ["names"] = NameCheck.Check,
        ["plan"] = PlanCheck.Check,
        ["durations"] = DurationCheck.Check,
        ["diagnostics"] = DiagnosticCheck.Check,
        ["security"] = SecurityCheck.Check,
        ["alerts"] = AlertCheck.Check,
        ["environments"] = EnvironmentCheck.Check,
        ["cluster operations"] = ClusterOperationCheck.Check,
        ["gateway policies"] = GatewayPolicyCheck.Check,
        ["locks"] = LockCheck.Check,
        ["log volume"] = LogVolumeCheck.Check,
        ["batch memory"] = BatchMemoryCheck.Check,
        ["Kusto scripts"] = KustoScriptCheck.Check,
        ["pipeline"] = PipelineCheck.Check,
    };

    /// <summary>These read no template and run on every system.</summary>
    private static readonly HashSet<string> TextOnly = ["Kusto scripts", "pipeline"];

    public static IEnumerable<string> CheckNames => Checks.Keys;

    [TestCaseSource(nameof(CheckNames))]
    public void The_repository_passes(string check)
    {
        RequireCompiler(check);

        Assert.That(Checks[check](RepositorySnapshot.Current), Is.Empty);
    }

    [TestCaseSource(nameof(Mutations))]
    public void A_broken_copy_is_found(string check, string path, string find, string replace, string culprit)
    {
        RequireCompiler(check);
        var broken = RepositorySnapshot.Current.With(path, find, replace);

        AssertFound(Checks[check](broken), culprit);
    }

    [TestCase("alerts", "docs/operations/runbooks/freshness.md", "the runbook docs/operations/runbooks/freshness.md does not exist")]
    [TestCase("compiler", "bicep/monitoring/alerts/retry-loop.kql", "retry-loop.kql")]
    [TestCase("environments", "bicep/environments/staging.bicepparam", "the environment has no parameters")]
    [TestCase("pipeline", "pipelines/scripts/keep-good.sh", "there is no pipelines/scripts/keep-good.sh")]
    [TestCase("pipeline", "pipelines/steps/smoke.yml", "there is no template pipelines/steps/smoke.yml")]
    public void A_missing_file_is_found(string check, string path, string culprit)
    {
        RequireCompiler(check);
        var broken = RepositorySnapshot.Current.Without(path);

        AssertFound(Checks[check](broken), culprit);
    }

    /// <summary>Reads no further than the fault that is expected.</summary>
    private static void AssertFound(IEnumerable<Finding> findings, string culprit)
    {
        var read = new List<string>();
        foreach (var finding in findings.Select(finding => finding.ToString()))
        {
            if (finding.Contains(culprit, StringComparison.Ordinal))
                return;
            read.Add(finding);
        }

        Assert.Fail($"Nothing names '{culprit}'. Found:\n{string.Join('\n', read)}");
    }

    private static void RequireCompiler(string check)
    {
        if (!TextOnly.Contains(check))
            BicepCompiler.Require();
    }

    private static IEnumerable<TestCaseData> Mutations()
    {
        const string gateway = "bicep/modules/api-management.bicep";
        const string network = "bicep/modules/private-endpoints.bicep";
        const string access = "bicep/modules/access.bicep";
        const string app = "bicep/modules/function-app.bicep";
        const string hub = "bicep/modules/event-hubs.bicep";
        const string logs = "bicep/modules/logs.bicep";
        const string kusto = "bicep/modules/kusto.bicep";
        const string main = "bicep/main.bicep";
        const string monitoring = "bicep/modules/monitoring.bicep";
        const string storage = "bicep/modules/storage.bicep";
        const string dev = "bicep/environments/dev.bicepparam";
        const string staging = "bicep/environments/staging.bicepparam";
        const string prod = "bicep/environments/prod.bicepparam";
        const string schema = "kusto/schema.kql";
        const string pipeline = "azure-pipelines.yml";
        const string release = "pipelines/stages/release.yml";

        return
        [
            Break("compiler", access, "roleAssignments@2022-04-01", "roleAssignments@2022-04-31", "BCP081"),
            Break("compiler", kusto, "  sku: { name: skuName, tier: skuTier, capacity: instances }\n", "", "BCP035"),
            Break("compiler", hub, "disableLocalAuth: true", "disableLocalAuths: true", "BCP089"),
            Break("compiler", main, "    hubName: eventHubName\n", "", "hubName"),
            Break("compiler", main, "    hubName: eventHubName\n", "    eventHubName: eventHubName\n", "BCP037"),
            Break("compiler", kusto, "    #disable-next-line use-secure-value-for-secure-inputs // A schema is no secret.\n", "", "use-secure-value"),
            Break("compiler", hub, "param partitions int", "param partitions  int", "bicep/modules/event-hubs.bicep: the layout is not"),
            Break("compiler", prod, "  units: 10\n", "  units: '10'\n", "bicep/environments/prod.bicepparam"),
            Break("compiler", prod, "  units: 10\n", "  unit: 10\n", "\"units\""),
            Break("compiler", staging, "  autoStop: false\n", "", "autoStop"),
            Break("compiler", dev, "instanceMemoryMB: 2048", "instanceMemoryMB: 1024", "instanceMemoryMB"),
            Break("compiler", prod, "param logDailyCapGb", "param logDailyCap", "logDailyCap"),
            Break("compiler", access,
                "guid(account.id, appIdentityId, storageBlobDataOwner)", "guid(account.id, appPrincipalId, storageBlobDataOwner)",
                "what-if-short-circuiting"),

            Break("roles", access,
                "3913510d-42f4-4e42-8a64-420c390055eb", "b24988ac-6180-42a0-ab88-20f7382dd24c",
                "monitoringMetricsPublisher is b24988ac"),
            Break("roles", access,
                "var storageBlobDataOwner", "var storageBlobDataReader",
                "storageBlobDataReader contains an id but is not named after"),
            Break("roles", access,
                "roleDefinitions', storageBlobDataOwner)", "roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')",
                "b24988ac-6180-42a0-ab88-20f7382dd24c appears outside"),
            Break("roles", access,
                "guid(account.id, appIdentityId, storageTableDataContributor)", "guid(account.id, appIdentityId, storageBlobDataOwner)",
                "one would replace the other"),
            Break("roles", access,
                "guid(account.id, appIdentityId, storageBlobDataOwner)", "guid(account.id, appPrincipalId, storageBlobDataOwner)",
                "the name of the grant of storageBlobDataOwner is only known at deployment"),
            Break("roles", access, "    principalType: 'ServicePrincipal'\n", "", "has no principalType"),
            Break("roles", access, "  scope: account\n", "", "the grant of storageBlobDataOwner has no scope"),

            Break("app settings", app, "Kusto__Endpoint:", "Kusto__EndPoint:", "nothing reads the setting Kusto__EndPoint"),
            Break("app settings", app,
                "  Kusto__Endpoint: kustoEndpoint\n", "",
                "reads Kusto__Endpoint, which has no default and is not set"),
            Break("app settings", app, "  EventHubs__clientId: identityClientId\n", "", "no EventHubs__clientId"),
            Break("app settings", app, "  AZURE_CLIENT_ID: identityClientId\n", "", "the platform needs the setting AZURE_CLIENT_ID"),
            Break("app settings", app,
                "  AzureWebJobsStorage__accountName: storageName\n", "", "the platform needs the setting AzureWebJobsStorage__accountName"),
            Break("app settings", app,
                "var settings = {", "var settings = {\n  FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'",
                "FUNCTIONS_WORKER_RUNTIME is not supported on Flex"),
            Break("app settings", app,
                "var settings = {", "var settings = {\n  DeadLetters__ConnectionString: 'x'",
                "DeadLetters__ConnectionString is named like a secret"),
            Break("app settings", app,
                "DeadLetters__TableServiceUri: tableEndpoint", "DeadLetters__TableServiceUri: 'x;AccountKey=y'",
                "DeadLetters__TableServiceUri contains a key"),
            Break("app settings", app,
                "EventHubs__fullyQualifiedNamespace", "EventHub__fullyQualifiedNamespace",
                "no trigger or binding uses the connection EventHub"),

            Break("names", main, "'flight-events'", "'flightevents'", "the deployment has flightevents"),
            Break("names", main, "'ingest'", "'ingestion'", "the deployment has ingestion"),
            Break("names", main, "'deadletters'", "'deadLetters'", "the deployment has deadLetters"),
            Break("names", main, "databaseName = 'flights'", "databaseName = 'flight'", "the deployment has flight"),
            Break("names", app, "function:IngestFlightEvents", "function:Ingest", "always ready for the function Ingest,"),
            Break("names", schema,
                ".create-merge table FlightEvents (", ".create-merge table FlightEvent (",
                "the table 'FlightEvents', which the schema does not create"),
            Break("names", schema, "mapping 'FlightEventsJson'", "mapping 'FlightEvents'", "the ingestion mapping 'FlightEventsJson'"),

            Break("plan", app, "name: 'FC1'", "name: 'Y1'", "the plan is Y1, not FC1"),
            Break("plan", app, "version: '10.0'", "version: '10'", "the runtime is dotnet-isolated '10'"),

            Break("durations", kusto, "hotCachePeriod: 'P31D'", "hotCachePeriod: 'P400D'", "hotCachePeriod P400D is longer"),
            Break("durations", kusto, "softDeletePeriod: 'P365D'", "softDeletePeriod: '365d'", "is not an ISO 8601 duration"),
            Break("durations", schema, "softdelete = 365d", "softdelete = 30d", "'softdelete = 30d' is not the database's"),
            Break("durations", monitoring, "windowSize: 'P1D'", "windowSize: 'P3D'", "api-availability-day: an alert cannot look back over 'P3D'"),
            Break("durations", monitoring, "longWindow: '6h'", "longWindow: '3h'", "api-availability-slow: windowSize is PT6H"),
            Break("durations", monitoring, "frequency: 'PT15M'\n    severity: 1\n    budget", "frequency: 'P1D'\n    severity: 1\n    budget", "api-availability-slow runs every P1D"),
            Break("durations", "bicep/monitoring/alerts/retry-loop.kql", "ago(30m)", "ago(2h)", "retry-loop: looks back ago(2h)"),

            Break("diagnostics", hub,
                "  scope: namespace\n  properties: {\n    workspaceId", "  scope: hub\n  properties: {\n    workspaceId",
                "the Microsoft.EventHub/namespaces 'evhns-latam-prod-"),
            Break("diagnostics", app,
                "category: 'FunctionAppLogs', enabled: true", "category: 'FunctionAppLogs', enabled: false",
                "has a part that is not enabled"),
            Break("diagnostics", storage, "  scope: tableService\n", "  scope: account\n", "tableServices 'default' has no diagnostic setting"),

            Break("security", hub, "disableLocalAuth: true", "disableLocalAuth: false", "properties.disableLocalAuth"),
            Break("security", logs, "    DisableLocalAuth: true\n", "    DisableLocalAuth: false\n", "properties.DisableLocalAuth of the Microsoft.Insights/components"),
            Break("security", storage, "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "properties.allowSharedKeyAccess"),
            Break("security", storage, "allowCrossTenantReplication: false", "allowCrossTenantReplication: true", "properties.allowCrossTenantReplication"),
            Break("security", storage, "minimumTlsVersion: 'TLS1_2'", "minimumTlsVersion: 'TLS1_0'", "properties.minimumTlsVersion"),
            Break("security", app, "allow: false", "allow: true", "basicPublishingCredentialsPolicies"),
            Break("security", storage,
                "output name string = account.name", "output name string = account.listKeys().keys[0].value",
                "reads a key"),
            Break("security", storage,
                "privateOnly && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'", "'Enabled'",
                "reachable from the internet in spite of privateNetworking"),
            Break("security", hub, "trustedServiceAccessEnabled: true", "trustedServiceAccessEnabled: false", "trusted services cannot reach"),
            Break("security", network, "targetId: namespace.id", "targetId: account.id", "has no private endpoint"),
            Break("security", pipeline, "name: $(Date", "# SharedAccessKey=abc\nname: $(Date", "looks like a secret"),

            Break("alerts", monitoring,
                "runbook: 'no-events.md'", "runbook: 'silence.md'",
                "no-events: the runbook docs/operations/runbooks/silence.md"),
            Break("alerts", monitoring,
                "    severity: 0\n    runbook: 'events-stuck.md'", "    severity: 5\n    runbook: 'events-stuck.md'",
                "events-stuck has the severity 5"),
            Break("alerts", monitoring, "name: 'kusto-cpu'", "name: 'kusto-load'", "the alert kusto-load is not documented"),
            Break("alerts", monitoring, "name: 'logs-capped'", "name: 'logs-full'", "the table has an alert logs-capped that does not exist"),
            Break("alerts", monitoring, "severity: 3\n    budget", "severity: 2\n    budget", "api-availability-day has severity 2"),
            Break("alerts", monitoring, "alerts/slo/freshness.kql", "alerts/slo/dead-letters.kql", "freshness.kql: no alert uses this query"),
            Break("alerts", monitoring, "actionGroups: [actionGroup.id]", "actionGroups: []", "events-stuck notifies nobody"),
            Break("alerts", monitoring, "actionGroupId: actionGroup.id", "actionGroupId: ''", "kusto-cpu notifies nobody"),
            Break("alerts", "bicep/monitoring/alerts/breaker-open.kql",
                "flightevents.breaker.state", "flightevents.breaker.open",
                "reads the metric flightevents.breaker.open"),

            Break("environments", staging,
                "environmentName = 'staging'", "environmentName = 'prod'",
                "environmentName is 'prod', not 'staging'"),
            Break("environments", prod,
                "param budgetStartDate = '2026-12-01'", "param budgetStartDate = '2027-01-01'",
                "budgetStartDate differs from dev's"),
            Break("environments", prod, "param rateLimit", "param privateNetworking = true\nparam rateLimit", "privateNetworking is set in one of dev and prod only"),
            Break("environments", prod, "  units: 10\n", "  units: 1\n", "eventHubs.units is smaller than in staging"),
            Break("environments", prod, "zoneRedundant = true", "zoneRedundant = false", "production is not zone-redundant"),

            Break("cluster operations", access, "  dependsOn: [appQueries]\n", "", "access/analystsQuery and access/appQueries change the ADX cluster"),
            Break("cluster operations", main, "  dependsOn: [eventHub, access]\n", "", "and dataConnection/nativeTable change the ADX cluster"),
            Break("cluster operations", main, "dependsOn: [access, dataConnection]", "dependsOn: [access]", "dataConnection/connection and endpoints/endpoint"),

            Break("gateway policies", "bicep/modules/api-management-policy.xml",
                "<set-header name", "<quota-by-key calls=\"1\" renewal-period=\"300\" counter-key=\"a\" />\n    <set-header name",
                "the policy quota-by-key does not exist in the gateway's tier"),
            Break("gateway policies", gateway,
                "loadTextContent('api-management-policy.xml')", "loadTextContent('api-management-product-policy.xml')",
                "the policy quota is in Microsoft.ApiManagement/service/apis/policies"),

            Break("locks", main,
                "@description('The one identity",
                "resource keep 'Microsoft.Authorization/locks@2020-05-01' = {\n  name: 'keep'\n  properties: { level: 'CanNotDelete' }\n}\n\n@description('The one identity",
                "the lock 'keep' (CanNotDelete) is on /subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-latamflights,"),

            Break("log volume", "host.json", "\"default\": \"Warning\"", "\"default\": \"Information\"", "the logs of 10,000 events/s are 69.4 GB a day"),
            Break("log volume", app, "  OTEL_TRACES_SAMPLER: 'microsoft.rate_limited'\n", "", "the logs of 10,000 events/s are 80.8 GB a day"),
            Break("log volume", prod, "logDailyCapGb = 20", "logDailyCapGb = 10", "more than half of the workspace's cap of 10 GB"),
            Break("log volume", "docs/operations/capacity.md", "| FunctionAppLogs |", "| Function logs |", "the table of log volume is not as computed"),
            Break("batch memory", "host.json", "\"prefetchCount\": 500", "\"prefetchCount\": 6000", "an instance of prod that catches up with 8 partitions needs"),
            Break("batch memory", staging, "alwaysReadyIngestion: 2", "alwaysReadyIngestion: 1", "an instance of staging that catches up with 32 partitions needs"),

            Break("Kusto scripts", schema, ".create-merge table", ".drop table X\n\n.create-merge table", "may not hold .drop"),
            Break("Kusto scripts", schema,
                ".create ifnotexists materialized-view", ".create materialized-view",
                ".create without ifnotexists"),
            Break("Kusto scripts", schema, ".create-merge table FlightEvents (", ".alter table FlightEvents (", "removes data or columns"),

            Break("pipeline", pipeline, "dependsOn: Dev\n", "dependsOn: Build\n", "the stage Staging depends on Build, not Dev"),
            Break("pipeline", pipeline,
                "environment: prod\n              pool: ${{ parameters.pools.prod }}\n              dependsOn: Staging", "environment: staging\n              pool: ${{ parameters.pools.prod }}\n              dependsOn: Staging",
                "the stage Production goes to the environment staging"),
            Break("pipeline", pipeline,
                "dependsOn: Staging\n              branches: [refs/heads/main]", "dependsOn: Staging\n              branches: [refs/heads/main, refs/heads/develop]",
                "the stage Production takes other branches"),
            Break("pipeline", pipeline, "watchMinutes: 15", "watchMinutes: 0", "production does not watch"),
            Break("pipeline", pipeline, "lockBehavior: sequential", "lockBehavior: runLatest", "lockBehavior is not sequential"),
            Break("pipeline", pipeline, "stages:\n", "stages:\n  - stage: [\n", "azure-pipelines.yml: ("),
            Break("pipeline", release, "and(succeeded(), ", "and(", "does not ask for succeeded()"),
            Break("pipeline", release, "isSkippable: false", "isSkippable: true", "can be skipped by hand"),
            Break("pipeline", release,
                "dependsOn: ${{ parameters.stage }}Preview", "dependsOn: ${{ parameters.dependsOn }}",
                "does not wait for its preview"),
            Break("pipeline", release,
                "- template: ../steps/smoke.yml", "- template: ../steps/app.yml",
                "the step steps/smoke.yml is missing"),
            Break("pipeline", release,
                "- template: ../steps/roll-back.yml", "- template: ../steps/smoke.yml",
                "a failed release is not rolled back"),
            Break("pipeline", release, "scripts/watch-burn-rate.sh", "scripts/watch.sh", "there is no pipelines/scripts/watch.sh"),
            Break("pipeline", "pipelines/steps/app.yml",
                "azureSubscription: latamflights-${{ parameters.environment }}", "azureSubscription: $(connection)",
                "the service connection $(connection) is a variable"),
            Break("pipeline", "pipelines/steps/what-if.yml",
                "      ANALYSTS_GROUP_ID: $(analystsGroupId)\n", "",
                "read ANALYSTS_GROUP_ID, which this step does not pass on"),
        ];
    }

    private static TestCaseData Break(string check, string path, string find, string replace, string culprit) =>
        new TestCaseData(check, path, find, replace, culprit).SetArgDisplayNames(check, culprit);
}
