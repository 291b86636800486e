using System.Diagnostics;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.HttpApi;

/// <summary>Tests that exports use constant memory, and that an export that would be incomplete is rejected.</summary>
internal sealed class ExportTests : StackTestBase
{
    private const int MaxRows = 500_000;
    private const long MB = 1024 * 1024;

    [OneTimeSetUp]
    public Task AppendAsync() => BulkFlights.AppendAsync(Stack, "bulk", MaxRows);

    // In NDJSON and CSV, each row (and the CSV header) ends with a line feed. JSON has no line feeds.
    [TestCase("ndjson", MaxRows)]
    [TestCase("json", 0)]
    [TestCase("csv", MaxRows + 1)]
    [Order(1)]
    public async Task The_memory_use_of_an_export_does_not_depend_on_the_number_of_rows(string format, int lines)
    {
        using var http = new HttpClient();
        using var worker = Process.GetProcessById(await Stack.Host.Functions.GetWorkerProcessIdAsync());
        var (heap, process) = (GC.GetTotalMemory(forceFullCollection: true), WorkingSet(worker));
        using var response = await http.GetAsync(
            new Uri(Stack.Host.ApiEndpoint, $"exports/flights?format={format}"), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var (heapGrowth, processGrowth, bytes, lineEnds, sample) = (0L, 0L, 0L, 0L, 0L);
        var buffer = new byte[256 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer)) > 0)
        {
            bytes += read;
            lineEnds += buffer.AsSpan(0, read).Count((byte)'\n');
            if (bytes < sample)
                continue;
            sample = bytes + (10 * MB);
            heapGrowth = Math.Max(heapGrowth, GC.GetTotalMemory(forceFullCollection: true) - heap);
            processGrowth = Math.Max(processGrowth, WorkingSet(worker) - process);
        }

        await TestContext.Out.WriteLineAsync($"{format}: {bytes / MB} MB, with at most {heapGrowth / MB} MB more on the stack's heap and "
            + $"{processGrowth / MB} MB more in the worker");
        Assert.Multiple(() =>
        {
            Assert.That(lineEnds, Is.EqualTo(lines));
            Assert.That(bytes, Is.GreaterThan(format == "csv" ? 50 * MB : 100 * MB));
            Assert.That(heapGrowth, Is.LessThan(64 * MB));
            Assert.That(processGrowth, Is.LessThan(128 * MB), "less than the response, including uncollected garbage");
        });
    }

    [Test]
    [Order(2)]
    public async Task A_hundred_stalled_clients_delay_no_other_request()
    {
        using var clients = new HttpClient();
        var exports = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => clients.GetAsync(
            new Uri(Stack.Host.ApiEndpoint, "exports/flights?format=ndjson"), HttpCompletionOption.ResponseHeadersRead)));

        // Send the requests one after another. If the exports blocked pool threads, these requests would not run.
        for (var i = 0; i < 20; i++)
        {
            Assert.That((await Stack.GetAsync("health/live")).Status, Is.EqualTo(200));
            Assert.That((await Stack.GetAsync("flights/bulk7")).Status, Is.EqualTo(200));
        }

        Assert.That(
            exports.CountBy(export => (int)export.StatusCode).ToDictionary(),
            Is.EquivalentTo(new Dictionary<int, int> { [200] = 8, [429] = 92 }));
        foreach (var export in exports)
            export.Dispose();
        await Eventually.IsTrueAsync(
            async () =>
            {
                using var next = await Stack.RequestAsync(
                    HttpMethod.Get, "exports/flights?format=csv&select=flightId&from=2024-05-01&to=2024-05-01T00:01:00Z");
                return (int)next.StatusCode == 200;
            },
            "The next export is accepted");
    }

    [Test]
    [Order(3)]
    public async Task An_export_beyond_the_row_limit_is_rejected_and_a_narrower_export_succeeds()
    {
        await BulkFlights.AppendAsync(Stack, "more", 1);

        var (status, problem) = await Stack.GetAsync("exports/flights");
        using var narrower = await Stack.RequestAsync(
            HttpMethod.Get, "exports/flights?format=csv&select=flightId&from=2024-05-01&to=2024-05-01T00:01:00Z");

        Assert.Multiple(async () =>
        {
            Assert.That((status, problem.GetProperty("code").GetString()), Is.EqualTo((400, "ResultTooLarge")));
            Assert.That(problem.GetProperty("detail").GetString(),
                Does.StartWith("500,001 flights match; an export contains at most 500,000."));
            Assert.That(
                (await narrower.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries),
                Is.EquivalentTo(Enumerable.Range(1, 59).Select(i => $"bulk{i}").Append("flightId").Append("more1")));
        });
    }

    private static long WorkingSet(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }
}
