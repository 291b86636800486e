using System.Text;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.HttpApi;

/// <summary>Tests that a search for a value with special characters finds exactly the flights with this value.</summary>
internal sealed class SpecialValueTests : StackTestBase
{
    /// <summary>The maximum number of UTF-8 bytes of a status.</summary>
    private const int MaxStatusLength = 32;

    /// <summary>Strings that ingestion accepts as a status and that a search can filter by.</summary>
    private static readonly IReadOnlyList<string> Statuses =
    [
        .. InjectionStrings.All.Where(text => Encoding.UTF8.GetByteCount(text) <= MaxStatusLength && text == text.Trim() && text.Length > 0
            && !text.Any(char.IsControl)),
    ];

    [Test]
    public async Task A_flight_is_found_by_its_status()
    {
        await Stack.SendAsync(Statuses.Select(
            (status, i) => new FlightFacts($"status-{i}", "NST", "LIM", "2024-05-01T08:00:00Z") { Status = status }.ToEvent()));
        await Stack.IngestedAsync();
        Assert.That(await Stack.CountAsync("Flights | where Origin == 'NST' | count"), Is.EqualTo(Statuses.Count).And.GreaterThan(200));

        var failures = new List<string>();
        foreach (var (i, status) in Statuses.Index())
        {
            var (code, found) = await Stack.GetAsync($"flights?origin=NST&status={Uri.EscapeDataString(status)}");
            var expected = Statuses.Index()
                .Where(other => other.Item.Equals(status, StringComparison.OrdinalIgnoreCase))
                .Select(other => $"status-{other.Index}");
            if (code != 200
                || !found.Column("flightId").Order().SequenceEqual(expected.Order())
                || !found.Column("status").Contains(status))
                failures.Add($"{i} {status}: {code} {found}");
        }

        Assert.That(failures, Is.Empty);
    }

    [Test]
    public async Task A_flight_is_found_by_its_id()
    {
        // Ingestion rejects ids with these characters, but direct writes to the database can contain them. A segment of a path cannot
        // contain a slash or NUL.
        var ids = InjectionStrings.All.Where(id => !id.Contains('/')).ToList();
        await BulkFlights.AppendAsync(Stack, ids);

        var failures = new List<string>();
        foreach (var id in ids)
        {
            var (code, flight) = await Stack.GetAsync($"flights/{Uri.EscapeDataString(id)}");
            var (_, events) = await Stack.GetAsync($"flights/{Uri.EscapeDataString(id)}/events");
            if (code != 200 || flight.GetProperty("flightId").GetString() != id || !events.Column("flightId").SequenceEqual([id]))
                failures.Add($"{id}: {code} {flight}");
        }

        Assert.That(failures, Is.Empty);
    }
}
