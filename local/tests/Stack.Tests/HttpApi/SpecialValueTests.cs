using System.Text;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.HttpApi;

/// <summary>A value of any form is found by itself, and only by itself.</summary>
internal sealed class SpecialValueTests : StackTestBase
{
    /// <summary>Bytes of UTF-8 that ingestion takes as a status.</summary>
    private const int MaxStatusLength = 32;

    /// <summary>Strings that ingestion accepts as a status and a search can filter by.</summary>
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

        var wrong = new List<string>();
        foreach (var (i, status) in Statuses.Index())
        {
            var (code, found) = await Stack.GetAsync($"flights?origin=NST&status={Uri.EscapeDataString(status)}");
            var expected = Statuses.Index()
                .Where(other => other.Item.Equals(status, StringComparison.OrdinalIgnoreCase))
                .Select(other => $"status-{other.Index}");
            if (code != 200
                || !found.Column("flightId").Order().SequenceEqual(expected.Order())
                || !found.Column("status").Contains(status))
                wrong.Add($"{i} {status}: {code} {found}");
        }

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task A_flight_is_found_by_its_id()
    {
        // Ingestion rejects such ids; direct writes to the database may have them. A slash or a NUL cannot be a part of one segment of a
        // path.
        var ids = InjectionStrings.All.Where(id => !id.Contains('/')).ToList();
        await BulkFlights.AppendAsync(Stack, ids);

        var wrong = new List<string>();
        foreach (var id in ids)
        {
            var (code, flight) = await Stack.GetAsync($"flights/{Uri.EscapeDataString(id)}");
            var (_, events) = await Stack.GetAsync($"flights/{Uri.EscapeDataString(id)}/events");
            if (code != 200 || flight.GetProperty("flightId").GetString() != id || !events.Column("flightId").SequenceEqual([id]))
                wrong.Add($"{id}: {code} {flight}");
        }

        Assert.That(wrong, Is.Empty);
    }
}
