using Pipelines.Tests.Checks;

namespace Pipelines.Tests;

/// <summary>
/// What no type table sees in bicep/, pipelines/ and kusto/. Each check passes on the repository and finds the culprit in a copy
/// with one thing broken: a green run means something.
/// </summary>
public class DeliveryTests
{
    private static readonly Dictionary<string, Func<RepositorySnapshot, IEnumerable<Finding>>> Checks = new()
    {
        ["roles"] = RoleCheck.Check,
        ["app settings"] = AppSettingCheck.Check,
        ["names"] = NameCheck.Check,
        ["SKUs"] = SkuCheck.Check,
        ["durations"] = DurationCheck.Check,
        ["diagnostics"] = DiagnosticCheck.Check,
        ["security"] = SecurityCheck.Check,
        ["alerts"] = AlertCheck.Check,
        ["environments"] = EnvironmentCheck.Check,
        ["parameters"] = ParameterCheck.Check,
        ["Kusto scripts"] = KustoScriptCheck.Check,
        ["pipeline"] = PipelineCheck.Check,
    };

    public static IEnumerable<string> CheckNames => Checks.Keys;

    [TestCaseSource(nameof(CheckNames))]
    public void The_repository_passes(string check) => Assert.That(Checks[check](RepositorySnapshot.Current), Is.Empty);

    [TestCaseSource(nameof(Mutations))]
    public void A_broken_copy_is_found(string check, string path, string find, string replace, string culprit)
    {
        var broken = RepositorySnapshot.Current.With(path, find, replace);

        Assert.That(Checks[check](broken).Select(finding => finding.ToString()), Has.Some.Contains(culprit));
    }

    [TestCase("alerts", "docs/operations/runbooks/freshness.md", "the runbook docs/operations/runbooks/freshness.md does not exist")]
    [TestCase("alerts", "bicep/monitoring/alerts/retry-loop.kql", "the query of retry-loop is in no file that exists")]
    [TestCase("environments", "bicep/environments/staging.bicepparam", "the environment has no parameters")]
    [TestCase("pipeline", "pipelines/scripts/keep-good.sh", "there is no pipelines/scripts/keep-good.sh")]
    [TestCase("pipeline", "pipelines/steps/smoke.yml", "there is no template pipelines/steps/smoke.yml")]
    public void A_missing_file_is_found(string check, string path, string culprit)
    {
        var broken = RepositorySnapshot.Current.Without(path);

        Assert.That(Checks[check](broken).Select(finding => finding.ToString()), Has.Some.Contains(culprit));
    }

    private static IEnumerable<TestCaseData> Mutations()
    {
        const string access = "bicep/modules/access.bicep";
        const string app = "bicep/modules/function-app.bicep";
        const string hub = "bicep/modules/event-hubs.bicep";
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
            Break("roles", access,
                "3913510d-42f4-4e42-8a64-420c390055eb", "b24988ac-6180-42a0-ab88-20f7382dd24c",
                "monitoringMetricsPublisher is b24988ac"),
            Break("roles", access,
                "var storageBlobDataOwner", "var storageBlobDataReader",
                "storageBlobDataReader holds an id but is not named after"),
            Break("roles", access,
                "roleDefinitions', storageBlobDataOwner)", "roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')",
                "b24988ac-6180-42a0-ab88-20f7382dd24c stands outside"),
            Break("roles", access,
                "guid(account.id, appPrincipalId, storageBlobDataOwner)", "guid(account.id, appPrincipalId)",
                "appBlobs does not depend on its role"),
            Break("roles", access, "    principalType: 'ServicePrincipal'\n", "", "appBlobs has no principalType"),
            Break("roles", access, "  scope: account\n", "", "appBlobs has no scope"),

            Break("app settings", app, "Kusto__Endpoint:", "Kusto__EndPoint:", "nothing reads the setting Kusto__EndPoint"),
            Break("app settings", app,
                "  Kusto__Endpoint: kustoEndpoint\n", "",
                "reads Kusto__Endpoint, which has no default and is not set"),
            Break("app settings", app, "  EventHubs__clientId: identityClientId\n", "", "no EventHubs__clientId"),
            Break("app settings", app, "  AZURE_CLIENT_ID: identityClientId\n", "", "the platform needs the setting AZURE_CLIENT_ID"),
            Break("app settings", app,
                "var settings = {", "var settings = {\n  FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'",
                "FUNCTIONS_WORKER_RUNTIME has no place on Flex"),
            Break("app settings", app,
                "var settings = {", "var settings = {\n  DeadLetters__ConnectionString: 'x'",
                "DeadLetters__ConnectionString is named like a secret"),
            Break("app settings", app,
                "DeadLetters__TableServiceUri: tableEndpoint", "DeadLetters__TableServiceUri: 'x;AccountKey=y'",
                "DeadLetters__TableServiceUri holds a key"),
            Break("app settings", app,
                "EventHubs__fullyQualifiedNamespace", "EventHub__fullyQualifiedNamespace",
                "no trigger or binding uses the connection EventHub"),

            Break("names", main, "'flight-events'", "'flightevents'", "eventHubName is 'flightevents'"),
            Break("names", main, "'ingest'", "'ingestion'", "ingestConsumerGroup is 'ingestion'"),
            Break("names", main, "'deadletters'", "'deadLetters'", "deadLetterTable is 'deadLetters'"),
            Break("names", main, "databaseName = 'flights'", "databaseName = 'flight'", "databaseName is 'flight'"),
            Break("names", app, "function:IngestFlightEvents", "function:Ingest", "kept ready for the function Ingest,"),
            Break("names", schema,
                ".create-merge table FlightEvents (", ".create-merge table FlightEvent (",
                "the table 'FlightEvents', which the schema does not create"),
            Break("names", schema, "mapping 'FlightEventsJson'", "mapping 'FlightEvents'", "the ingestion mapping 'FlightEventsJson'"),

            Break("SKUs", app, "name: 'FC1'", "name: 'Y1'", "the plan is not FC1"),
            Break("SKUs", app, "version: '10.0'", "version: '10'", "the runtime is not dotnet-isolated '10.0'"),
            Break("SKUs", dev, "skuTier: 'Basic'", "skuTier: 'Standard'", "does not go with the tier Standard"),
            Break("SKUs", staging, "  instances: 2", "  instances: 1", "the Standard tier begins at two"),
            Break("SKUs", prod, "retentionHours: 168", "retentionHours: 720", "Standard keeps 168 hours"),
            Break("SKUs", prod, "maximumUnits: 20", "maximumUnits: 5", "maximumUnits is below units"),
            Break("SKUs", prod, "alwaysReadyHttp: 2", "alwaysReadyHttp: 1", "functionApp.alwaysReadyHttp: a zone-redundant plan"),

            Break("durations", kusto, "hotCachePeriod: 'P31D'", "hotCachePeriod: 'P400D'", "hotCachePeriod P400D is longer"),
            Break("durations", kusto, "softDeletePeriod: 'P365D'", "softDeletePeriod: '365d'", "no ISO 8601 duration"),
            Break("durations", schema, "softdelete = 365d", "softdelete = 30d", "'softdelete = 30d' is not the database's"),
            Break("durations", monitoring, "windowSize: 'P1D'", "windowSize: 'P3D'", "day: an alert cannot look back over 'P3D'"),
            Break("durations", monitoring, "longWindow: '6h'", "longWindow: '3h'", "slow: windowSize is PT6H"),
            Break("durations", monitoring, "frequency: 'PT15M', severity: 1", "frequency: 'P1D', severity: 1", "slow runs every P1D"),
            Break("durations", "bicep/monitoring/alerts/retry-loop.kql", "ago(30m)", "ago(2h)", "retry-loop.kql: looks back ago(2h)"),

            Break("diagnostics", hub,
                "  scope: namespace\n  properties: {\n    workspaceId", "  scope: hub\n  properties: {\n    workspaceId",
                "'namespace' has no diagnostic setting"),
            Break("diagnostics", app,
                "category: 'FunctionAppLogs', enabled: true", "category: 'FunctionAppLogs', enabled: false",
                "has a part that is not enabled"),
            Break("diagnostics", storage, "  scope: tableService\n", "  scope: account\n", "'tableService' has no diagnostic setting"),

            Break("security", hub, "disableLocalAuth: true", "disableLocalAuth: false", "properties.disableLocalAuth"),
            Break("security", storage, "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "properties.allowSharedKeyAccess"),
            Break("security", storage, "minimumTlsVersion: 'TLS1_2'", "minimumTlsVersion: 'TLS1_0'", "properties.minimumTlsVersion"),
            Break("security", app, "allow: false", "allow: true", "basicPublishingCredentialsPolicies"),
            Break("security", storage,
                "output name string = account.name", "output name string = account.listKeys().keys[0].value",
                "reads a key"),
            Break("security", pipeline, "name: $(Date", "# SharedAccessKey=abc\nname: $(Date", "looks like a secret"),

            Break("alerts", monitoring,
                "runbook: 'no-events.md'", "runbook: 'silence.md'",
                "no-events: the runbook docs/operations/runbooks/silence.md"),
            Break("alerts", monitoring,
                "    severity: 0\n    runbook: 'events-stuck.md'", "    severity: 5\n    runbook: 'events-stuck.md'",
                "events-stuck has no severity from 0 to 3"),
            Break("alerts", monitoring, "name: 'kusto-cpu'", "name: 'kusto-load'", "the alert kusto-load is not documented"),
            Break("alerts", monitoring, "severity: 3, budget", "severity: 2, budget", "api-availability-day has severity 2"),
            Break("alerts", monitoring, "alerts/slo/freshness.kql", "alerts/slo/fresh.kql", "the query of freshness is in no file"),
            Break("alerts", monitoring,
                "actionGroups: [actionGroup.id]", "actionGroups: []",
                "scheduledQueryRules 'logAlert' reaches nobody"),
            Break("alerts", monitoring, "actionGroupId: actionGroup.id", "actionGroupId: ''", "metricAlerts 'metricAlert' reaches nobody"),
            Break("alerts", "bicep/monitoring/alerts/breaker-open.kql",
                "flightevents.breaker.state", "flightevents.breaker.open",
                "asks for the metric flightevents.breaker.open"),

            Break("environments", staging,
                "environmentName = 'staging'", "environmentName = 'prod'",
                "environmentName is 'prod', not 'staging'"),
            Break("environments", prod,
                "param budgetStartDate = '2026-12-01'", "param budgetStartDate = '2027-01-01'",
                "budgetStartDate differs from dev's"),
            Break("environments", prod, "param logDailyCapGb = 20\n", "", "logDailyCapGb is set in one of dev and prod only"),
            Break("environments", prod, "  units: 10\n", "  units: 1\n", "eventHubs.units is smaller than in staging"),
            Break("environments", prod, "zoneRedundant = true", "zoneRedundant = false", "production is not zone-redundant"),

            Break("parameters", prod, "  units: 10\n", "  units: '10'\n", "eventHubs.units is '10', not int"),
            Break("parameters", prod, "  units: 10\n", "  unit: 10\n", "eventHubs has no property unit"),
            Break("parameters", staging, "  autoStop: false\n", "", "kusto.autoStop is missing"),
            Break("parameters", dev,
                "instanceMemoryMB: 2048", "instanceMemoryMB: 1024",
                "functionApp.instanceMemoryMB is 1024, not 512 | 2048 | 4096"),

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
