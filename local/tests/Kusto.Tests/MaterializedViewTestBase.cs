using System.Globalization;
using System.Net;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

/// <summary>The base class of tests that refresh views explicitly.</summary>
public abstract class MaterializedViewTestBase
{
    private protected string Folder { get; private set; } = null!;
    private protected KustoTestServer Server { get; set; } = null!;

    [SetUp]
    public async Task StartAsync()
    {
        Folder = Directory.CreateTempSubdirectory("kusto-test-").FullName;
        Server = await RestartAsync(Path.Combine(Folder, "0"));
    }

    [TearDown]
    public async Task StopAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private protected static Task<KustoTestServer> RestartAsync(string directory, bool materializes = false) =>
        KustoTestServer.StartAsync(directory, options => options with { MaterializesViews = materializes, MaxConcurrentQueries = 100 });

    private protected Task CreateAsync() => Server.SetUpAsync(
        ".create table Events (K1:string, K2:long, X:long, N:long)",
        ".alter table Events policy streamingingestion enable",
        ".create materialized-view Latest on table Events { Events | summarize arg_max(X, *) by K1 }",
        ".create materialized-view ByTwo on table Events { Events | where N % 5 != 4 | extend Y = X * 2 | project Y, K2, K1, N | "
        + "summarize arg_max(Y, N) by K1, K2 }",
        ".create materialized-view First on table Events { Events | summarize Least = arg_min(X, N) by K2 }",
        ".create materialized-view Any on table Events { Events | summarize take_any(*) by K1, K2 }",

        // The latest value of each property. An event without a value does not change the property.
        """
        .create materialized-view Stated on table Events {
            Events
            | extend K2Version = iff(isnotnull(K2), strcat('v', N + 1000000), ''),
                XVersion = iff(isnotnull(X), strcat('v', N + 1000000), '')
            | summarize arg_max(N, K1Again = K1), arg_max(K2Version, K2), arg_min(XVersion, FirstX = X), arg_max(XVersion, X) by K1
        }
        """);

    private protected async Task IngestAsync(List<Row> rows, Row[] added)
    {
        var response = await Server.IngestAsync("Events", string.Join('\n', added.Select(row => row.Json)), "streamFormat=json");
        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.OK), response.Text);
        rows.AddRange(added);
    }

    private protected void Refresh(long maxRows)
    {
        foreach (var view in Server.Database.Catalog.Parts.Keys)
            Server.Database.Refresh(view, maxRows, DateTime.UtcNow);
    }

    private protected static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "null";

    /// <summary>A row of the source. <paramref name="N"/> is unique.</summary>
    private protected sealed record Row(string K1, long? K2, long? X, long N)
    {
        public string Json =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"K1":"{{K1}}","K2":{{Text(K2)}},"X":{{Text(X)}},"N":{{N}}}""");

        /// <summary>Creates a random row. There are few keys and values, so that late rows, ties and repeated keys are frequent.</summary>
        public static Row Random(Random random, int n) => new(
            $"k{random.Next(6)}",
            random.Next(4) is > 0 and var key ? key : null,
            random.Next(8) is > 0 and var x ? x : null,
            n + random.Next(1000) * 1000L);
    }
}
