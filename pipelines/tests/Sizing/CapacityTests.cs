using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Sizing;

/// <summary>Tests the capacity model and its tables in docs/operations/capacity.md.</summary>
public sealed class CapacityTests
{
    private const string Page = "docs/operations/capacity.md";
    private const string Inputs = "## Inputs";
    private const string Sizes = "## Sizes and costs";
    private const string Logs = "## Log volume";

    private static readonly RepositorySnapshot Files = RepositorySnapshot.Current;

    private static LogSettings Settings => LogVolumeCheck.SettingsOf(Files);

    private static IEnumerable<SystemSize> AllSizes =>
        from rate in SystemSize.Rates from shape in new[] { EventShape.Single, EventShape.GzippedBatch } select SystemSize.For(rate, shape);

    [Test]
    public void The_capacity_page_has_the_inputs_and_results_of_the_model()
    {
        BicepCompiler.Require();
        const string hint = "If this change is intended, run dotnet test pipelines/tests --filter Name=Write_the_capacity_page";

        Assert.That(MarkdownTable.After(Files[Page], Inputs), Is.EqualTo(CapacityInputs.Table()), hint);
        Assert.That(MarkdownTable.After(Files[Page], Sizes), Is.EqualTo(CapacityTable.Text(Settings)), hint);
    }

    [Test, Explicit("Writes docs/operations/capacity.md.")]
    public void Write_the_capacity_page()
    {
        BicepCompiler.Require();
        var page = MarkdownTable.Replace(Files[Page], Inputs, CapacityInputs.Table());
        page = MarkdownTable.Replace(page, Sizes, CapacityTable.Text(Settings));
        page = MarkdownTable.Replace(page, Logs, LogVolume.Table(Settings));
        File.WriteAllText(Path.Combine(Repository.Root, Page), page);
    }

    /// <summary>Checks the parameters of prod, which is sized for 10,000 events per second.</summary>
    [Test]
    public void The_production_parameters_match_the_model()
    {
        BicepCompiler.Require();
        var parameters = Files.Templates.Parameters("prod");
        var (hub, kusto, app) = (Value("eventHubs"), Value("kusto"), Value("functionApp"));
        var size = SystemSize.For(10_000, EventShape.Single);

        Assert.Multiple(() =>
        {
            Assert.That(hub.GetProperty("sku").GetString(), Is.EqualTo(size.IsPremium ? "Premium" : "Standard"));
            Assert.That(hub.GetProperty("units").GetInt32(), Is.EqualTo(size.Units));
            Assert.That(hub.GetProperty("partitions").GetInt32(), Is.EqualTo(size.Partitions));
            Assert.That(kusto.GetProperty("skuName").GetString(), Is.EqualTo(size.Machine.Name));
            Assert.That(kusto.GetProperty("instances").GetInt32(), Is.EqualTo(size.AdxInstances));
            Assert.That(app.GetProperty("alwaysReadyIngestion").GetInt32(), Is.EqualTo(size.Instances));
            Assert.That(app.GetProperty("alwaysReadyHttp").GetInt32(), Is.EqualTo(size.HttpInstances));
        });

        System.Text.Json.JsonElement Value(string name) => parameters.GetProperty(name).GetProperty("value");
    }

    [TestCaseSource(nameof(AllSizes))]
    public void A_size_is_within_the_service_limits(object candidate)
    {
        var size = (SystemSize)candidate;
        var partitions = size.Partitions / (double)size.Namespaces;

        Assert.Multiple(() =>
        {
            Assert.That(size.Instances, Is.LessThanOrEqualTo(size.Partitions));
            Assert.That(partitions, Is.LessThanOrEqualTo(size.IsPremium ? 100 : 32));
            Assert.That(size.Units / (double)size.Namespaces, Is.LessThanOrEqualTo(size.IsPremium ? 16 : 40));
            Assert.That(size.Megabytes / size.Units, Is.LessThanOrEqualTo(size.IsPremium ? 6.25 : 1));
            Assert.That(size.Megabytes / size.Partitions, Is.LessThanOrEqualTo(1));
            Assert.That(size.SsdTerabytes, Is.LessThanOrEqualTo(0.8 * size.AdxInstances * size.Machine.SsdTerabytes * 1.0001));
            if (size.IsStreaming)
                Assert.That(size.ConcurrentRequests, Is.LessThanOrEqualTo(0.6 * size.Slots));
        });
    }

    [Test]
    public void The_total_cost_is_the_sum_of_its_parts()
    {
        // 2 TU with Capture and 2.628 billion events; 1 busy and 1 idle instance with 24 batches per second; 3 x E4ads_v5 and 2.2 TB; no
        // logs.
        var size = SystemSize.For(1_000, EventShape.Single);
        var cost = MonthlyCost.From(size, new LogSettings(0, 0));

        Assert.Multiple(() =>
        {
            Assert.That(size.ToString(), Does.Contain("Standard_E4ads_v5").And.Contain("AdxInstances = 3"));
            Assert.That(cost.EventHubs, Is.EqualTo((2 * 0.13 * 730) + (2628 * 0.028)).Within(0.01));
            Assert.That(cost.Functions, Is.EqualTo(105 + 21 + (24 * 2.628 * 0.4)).Within(0.01));
            Assert.That(cost.Adx, Is.EqualTo((3 * 0.70 * 730) + (size.RetainedTerabytes * 20)).Within(0.01));
            Assert.That(size.RetainedTerabytes, Is.EqualTo(365 * 86_400 * 0.7e-6 * 0.1).Within(0.001));
            Assert.That(cost.Total, Is.EqualTo(cost.EventHubs + cost.Functions + cost.Adx + cost.Logs + cost.Rest));
        });
    }

    [Test]
    public void Gzipped_messages_with_many_events_never_cost_more()
    {
        var settings = new LogSettings(0, 0.1);

        Assert.That(
            SystemSize.Rates.Where(rate =>
                MonthlyCost.From(SystemSize.For(rate, EventShape.GzippedBatch), settings).Total
                > MonthlyCost.From(SystemSize.For(rate, EventShape.Single), settings).Total),
            Is.Empty);
    }

    /// <summary>Checks that the measured input has the value in its source.</summary>
    [Test]
    public void The_processor_time_per_event_matches_the_measurement() =>
        Assert.That(
            Files["docs/decisions/0024-decoding-of-events.md"],
            Does.Contain(FormattableString.Invariant($"to {CapacityInputs.EventMicroseconds.Value} µs in the worker")));
}
