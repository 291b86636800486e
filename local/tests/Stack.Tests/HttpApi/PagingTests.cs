using System.Globalization;
using System.Text.Json;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.HttpApi;

/// <summary>Tests that following nextLink returns each existing row once, regardless of concurrent changes.</summary>
internal sealed class PagingTests : StackTestBase
{
    private const int Count = 21;

    private static readonly string[] Orders =
        ["scheduledDeparture desc", "scheduledDeparture asc", "occurredAt desc", "occurredAt asc", "delayMinutes desc", "delayMinutes asc"];

    [OneTimeSetUp]
    public Task PublishAsync() => PublishAsync(Enumerable.Range(0, Count).Select(i => Flight($"p{i:D2}", "PGA", i)));

    [Test]
    public async Task Pages_return_every_flight_once_in_order(
        [ValueSource(nameof(Orders))] string order, [Values("limit=1", "limit=7", "limit=20", "maxpagesize=8")] string size)
    {
        var (_, whole) = await Stack.GetAsync($"flights?origin=PGA&limit=1000&orderby={order}");

        var pages = await PagesAsync($"flights?origin=PGA&{size}&orderby={order}");

        var limit = int.Parse(size.AsSpan(size.IndexOf('=') + 1), CultureInfo.InvariantCulture);
        Assert.Multiple(() =>
        {
            Assert.That(whole.Rows(), Has.Count.EqualTo(Count));
            Assert.That(pages.SelectMany(page => page.Column("flightId")), Is.EqualTo(whole.Column("flightId")));
            Assert.That(pages, Has.Count.EqualTo((Count + limit - 1) / limit));
            Assert.That(pages.SkipLast(1).Select(page => page.Rows().Count), Is.All.EqualTo(limit));
        });
    }

    [TestCase(21, false)]
    [TestCase(20, true)]
    [TestCase(22, false)]
    public async Task Only_a_page_with_a_successor_has_a_next_link(int limit, bool hasNext)
    {
        var (_, page) = await Stack.GetAsync($"flights?origin=PGA&limit={limit}");

        Assert.That(page.NextLink() is not null, Is.EqualTo(hasNext));
    }

    [Test]
    public async Task Flights_published_between_pages_cause_no_gap_and_no_repetition([ValueSource(nameof(Orders))] string order)
    {
        var origin = "N" + string.Concat(Array.IndexOf(Orders, order)
            .ToString("D2", CultureInfo.InvariantCulture)
            .Select(digit => (char)('A' + digit - '0')));
        var old = Enumerable.Range(0, 12).Select(i => $"{origin}-{i:D2}").ToList();
        await PublishAsync(old.Select((id, i) => Flight(id, origin, 2 * i)));

        var seen = new List<string?>();
        var turn = 0;
        for (var link = $"flights?origin={origin}&limit=3&orderby={order}"; link is not null;)
        {
            var (_, page) = await Stack.GetAsync(link);
            seen.AddRange(page.Column("flightId"));
            link = page.NextLink();

            // Publish flights before all rows, in the middle, and after all rows.
            if (++turn <= 3)
            {
                await PublishAsync(
                    ((int[])[-turn, 9, 9 + turn, 100 + turn]).Select((place, i) => Flight($"{origin}-new{turn}{i}", origin, place)));
            }
        }

        Assert.Multiple(() =>
        {
            Assert.That(seen.Where(id => old.Contains(id!)), Is.EquivalentTo(old));
            Assert.That(seen, Is.Unique);
            Assert.That(seen.Except(old), Is.Not.Empty, "new flights after the current page are returned");
        });
    }

    [Test]
    public async Task A_changed_flight_keeps_its_position_while_its_sort_key_is_unchanged()
    {
        await PublishAsync(Enumerable.Range(0, 4).Select(i => Flight($"change-{i}", "PGC", i)));
        var (_, first) = await Stack.GetAsync("flights?origin=PGC&limit=2&orderby=scheduledDeparture");

        await PublishAsync(Enumerable.Range(0, 4).Select(i => Flight($"change-{i}", "PGC", i) with
        {
            EventId = $"changed-{i}",
            OccurredAt = "2024-06-30T00:00:00Z",
        }));
        var (_, second) = await Stack.GetAsync(first.NextLink()!);

        Assert.That(
            first.Column("eventId").Concat(second.Column("eventId")),
            Is.EqualTo(new[] { "change-0", "change-1", "changed-2", "changed-3" }));
    }

    [Test]
    public async Task The_link_contains_every_parameter_except_the_key()
    {
        const string Parameters =
            "origin=PGE&destination=LIM&airline=PG&flightNumber=1&status=On%20time%20%26%20%2B1&from=2024-06-01&to=2024-07-01"
            + "&minDelayMinutes=-10&asOf=2025-01-01T00:00:00%2B01:00&orderby=delayMinutes%20desc&select=flightId"
            + "&limit=1&format=json&api-version=2026-11-01";
        await PublishAsync(Enumerable.Range(0, 2).Select(
            i => Flight($"link-{i}", "PGE", i) with { Airline = "PG", FlightNumber = "1", Status = "On time & +1", DelayMinutes = i }));

        var (_, page) = await Stack.GetAsync($"flights?{Parameters}&Code=SECRETKEY");
        var link = new Uri(Stack.Host.ApiEndpoint, page.NextLink()!);
        var (_, next) = await Stack.GetAsync(link.AbsoluteUri);

        Assert.Multiple(() =>
        {
            Assert.That(link.AbsoluteUri, Does.StartWith(new Uri(Stack.Host.ApiEndpoint, "flights?").AbsoluteUri));
            Assert.That(link.AbsoluteUri, Does.Not.Contain("SECRETKEY").And.Not.Contain("code").IgnoreCase);
            Assert.That(
                link.Query[1..].Split('&').Select(Uri.UnescapeDataString).SkipLast(1),
                Is.EqualTo(Parameters.Split('&').Select(Uri.UnescapeDataString)));
            Assert.That(page.Column("flightId").Concat(next.Column("flightId")), Is.EqualTo(new[] { "link-1", "link-0" }));
            Assert.That(next.NextLink(), Is.Null);
        });
    }

    [Test]
    public async Task A_cursor_with_any_changed_character_is_rejected()
    {
        var (_, page) = await Stack.GetAsync("flights?origin=PGA&limit=7");
        var link = page.NextLink()!;
        var start = link.IndexOf("cursor=", StringComparison.Ordinal) + "cursor=".Length;

        var responses = new List<(int Status, string? Code)>();
        for (var i = start; i < link.Length; i++)
        {
            var (status, problem) = await Stack.GetAsync(string.Concat(link.AsSpan(0, i), link[i] == 'B' ? "C" : "B", link.AsSpan(i + 1)));
            responses.Add((status, problem.GetProperty("code").GetString()));
        }

        // A change of the last character can produce invalid base64url, which causes a different error. All other changes fail the
        // checksum.
        Assert.That(responses.SkipLast(1), Is.All.EqualTo((400, "InvalidCursor")));
        Assert.That(responses[^1].Status, Is.EqualTo(400));
    }

    [TestCase("flights?origin=PGB&limit=7")]
    [TestCase("flights?limit=7")]
    [TestCase("flights?origin=PGA&limit=7&orderby=occurredAt")]
    [TestCase("flights?origin=PGA&limit=7&status=Departed")]
    [TestCase("flights?origin=PGA&limit=7&asOf=2025-01-01")]
    [TestCase("flights/p00/events?limit=7")]
    [TestCase("analytics/delays?by=day&limit=7")]
    [TestCase("analytics/timeseries?limit=7")]
    public async Task A_cursor_from_a_different_query_is_rejected(string other)
    {
        var (_, page) = await Stack.GetAsync("flights?origin=PGA&limit=7");

        var (status, problem) = await Stack.GetAsync($"{other}&{page.NextLink()!.Split('&').Last()}");

        Assert.That((status, problem.GetProperty("code").GetString()), Is.EqualTo((400, "InvalidCursor")));
    }

    [TestCase("limit=3&origin=PGA&")]
    [TestCase("ORIGIN=PGA&maxpagesize=3&")]
    [TestCase("origin=PGA&limit=3&select=flightId&api-version=2026-11-01&")]
    public async Task A_cursor_is_valid_for_equivalent_spellings_of_its_query(string parameters)
    {
        var (_, page) = await Stack.GetAsync("flights?origin=PGA&limit=7");

        var (status, next) = await Stack.GetAsync($"flights?{parameters}{page.NextLink()!.Split('&').Last()}");

        // The latest departures are first, so the first page contained p20 to p14. p12 and p13 depart at the same time.
        Assert.That(status, Is.EqualTo(200));
        Assert.That(next.Column("flightId"), Is.EqualTo(new[] { "p12", "p13", "p11" }));
    }

    [TestCase("csv")]
    [TestCase("ndjson")]
    public async Task Formats_without_a_link_property_have_the_link_in_a_header(string format)
    {
        using var first = await Stack.RequestAsync(HttpMethod.Get, $"flights?origin=PGA&limit=20&select=flightId&format={format}");
        var link = first.Headers.GetValues("Link").Single();
        using var last = await Stack.RequestAsync(HttpMethod.Get, link[1..link.IndexOf('>')]);

        Assert.Multiple(async () =>
        {
            Assert.That(link, Does.EndWith(">; rel=\"next\""));
            // p00 and p01 both have the earliest departure, so p01 is the last flight.
            Assert.That(await last.Content.ReadAsStringAsync(), Does.Contain("p01").And.Not.Contain("p00"));
            Assert.That(last.Content.Headers.ContentType?.MediaType, Is.EqualTo(first.Content.Headers.ContentType?.MediaType));
            Assert.That(last.Headers.Contains("Link"), Is.False);
        });
    }

    [TestCase("flights/p00/events?limit=2", "eventId")]
    [TestCase("analytics/delays?by=day&origin=PGD&limit=2", "group")]
    [TestCase("analytics/delays?by=airline&origin=PGD&limit=1", "flightCount")]
    [TestCase("analytics/timeseries?bucket=1d&origin=PGD&limit=2", "bucketStart")]
    public async Task Lists_of_events_and_statistics_also_have_pages(string path, string column)
    {
        await PublishAsync(Enumerable.Range(1, 4).Select(i => Flight("p00", "PGA", 0) with { EventId = $"p00-{i}" }));
        await PublishAsync(
            Enumerable.Range(0, 5).Select(i => Flight($"day-{i}", "PGD", 24 * 60 * i) with { Airline = i < 2 ? null : "PG" }));
        var (_, whole) = await Stack.GetAsync(path[..path.LastIndexOf("limit=", StringComparison.Ordinal)] + "limit=1000");

        var pages = await PagesAsync(path);

        Assert.That(pages, Has.Count.GreaterThan(1));
        Assert.That(
            pages.SelectMany(page => page.Rows()).Select(row => row.GetProperty(column).ToString()),
            Is.EqualTo(whole.Rows().Select(row => row.GetProperty(column).ToString())));
    }

    /// <summary>
    /// Creates the flight at a position in the sort orders. Two of three consecutive flights have the same departure, and every third
    /// flight has no delay.
    /// </summary>
    private static FlightFacts Flight(string id, string origin, int place) => new(id, origin, "LIM", Time(place - (place % 3 == 1 ? 1 : 0)))
    {
        OccurredAt = Time(place / 2),
        DelayMinutes = place % 3 == 0 ? null : place,
    };

    private static string Time(int minutes) =>
        new DateTime(2024, 6, 15, 0, 0, 0, DateTimeKind.Utc)
            .AddMinutes(minutes)
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private async Task PublishAsync(IEnumerable<FlightFacts> flights)
    {
        await Stack.SendAsync(flights.Select(flight => flight.ToEvent()));
        await Stack.IngestedAsync();
    }

    private async Task<IReadOnlyList<JsonElement>> PagesAsync(string path)
    {
        var pages = new List<JsonElement>();
        for (var link = path; link is not null; link = pages[^1].NextLink())
            pages.Add((await Stack.GetAsync(link)).Body);
        return pages;
    }
}
