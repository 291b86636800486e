using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Abuse.Tests;

/// <summary>
/// Damaged queries and management commands: each is executed, or rejected as the caller's fault. The long form sends a million of each.
/// </summary>
[Category("Stack")]
internal sealed class MutatedKqlTests
{
    private static readonly byte[][] Queries = Mutations.Bytes(
        "FlightEvents | where Origin == 'SCL' and DelayMinutes between (1 .. 30) | summarize count(), avg(DelayMinutes) by bin(OccurredAt, 1h)",
        "let x = 5; let f = (a:long, b:string='q') { print a = a, b = b }; f(x) | extend c = strcat(b, tostring(a))",
        "FlightEvents | join kind=leftouter (Flights | project FlightId, Status) on FlightId | project-away FlightId1 | top 5 by OccurredAt desc nulls last",
        "union withsource=T (FlightEvents | take 1), (print EventId = 'a') | project T, EventId | order by T asc",
        "range i from 1 to 100 step 1 | extend d = pack('k', i, 'a', dynamic([1,2,{\"x\":null}])) | mv-expand v = d.a | summarize make_list(v), dcount(i)",
        "FlightEvents | parse Source with '/airlines/' airline '/' * | where airline matches regex '^[A-Z]{2}$' | make-series n = count() on OccurredAt from datetime(2024-05-01) to datetime(2024-05-02) step 1h",
        "print a = todecimal('1.5'), b = totimespan('1.02:03:04'), c = parse_json('{\"a\":[1]}').a[0], d = iff(1 > 2, 'x', 'y'), e = case(true, 1, 2)",
        "SearchFlights(dynamic(null)) | count",
        "declare query_parameters(o:string='SCL'); Flights | where Origin in~ (o, 'lim') or isnotempty(Status) | distinct Origin, Destination | serialize r = row_number()");

    // Of tables of its own: what other tests need stays.
    private static readonly byte[][] Commands = Mutations.Bytes(
        ".show tables details",
        ".create-merge table Abused (A:string, B:long, C:dynamic, D:datetime) with (docstring = 'x', folder = 'y')",
        ".create-or-alter table Abused ingestion json mapping 'M' '[{\"column\":\"A\",\"Properties\":{\"Path\":\"$.a\"}}]'",
        ".alter-merge table Abused policy retention softdelete = 10d recoverability = disabled",
        ".create-or-alter function with (docstring = 'd', skipvalidation = true) AbusedF(a:long, b:string='x') { Abused | where B == a and A == b }",
        ".create materialized-view AbusedV on table Abused { Abused | summarize arg_max(D, *) by A }",
        ".set-or-append Abused <| print A = 'a', B = long(1), C = dynamic({}), D = now()",
        ".ingest inline into table Abused with (format='csv') <| a,1,{},2024-05-01",
        ".show table Abused schema as json",
        ".drop table Abused ifexists",
        ".execute database script with (ContinueOnErrors = true) <|\n.show tables\n\n.show functions",
        ".show operations | take 1");

    private static readonly byte[][] Splices = Mutations.Bytes(
        "\0", "'", "\"", "@'", "```", "\\", "(", ")", "[", "]", "{", "}", "|", ";", ",", ".", "..", "=", "==", "=~", "!", "//", "\n", " ", "-", "1", "0x", "1e999", "9223372036854775808",
        "datetime(9999-12-31)", "timespan(1d)", "dynamic(null)", "guid(x)", "real(nan)", "let ", "by ", "on ", "kind=inner ", "| union ", "| join ", "| where ", "| extend ", "| summarize ",
        "materialize(", "toscalar(", "typeof(", "*", "$left", "ud83d", "\ud83d\ude00", "null", "true", "| evaluate pivot(", "cluster('x').", "externaldata(", "range x from 1 to 1000 step 1 | ");

    [TestCase(1_500, 1, TestName = "No_damaged_query_ends_in_a_failure_of_the_engine")]
    [TestCase(1_000_000, 2, TestName = "A_million_damaged_queries", Explicit = true, Category = "Abuse")]
    public Task Damaged_queries(int texts, int seed) => RunAsync("v2/rest/query", Queries, texts, seed, "KQL");

    [TestCase(800, 1, TestName = "No_damaged_management_command_ends_in_a_failure_of_the_engine")]
    [TestCase(1_000_000, 2, TestName = "A_million_damaged_management_commands", Explicit = true, Category = "Abuse")]
    public Task Damaged_management_commands(int texts, int seed) => RunAsync("v1/rest/mgmt", Commands, texts, seed, "management commands");

    private static async Task RunAsync(string path, byte[][] corpus, int texts, int seed, string target)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AbusedStack.KustoToken);
        var mutations = new Mutations(seed, corpus, Splices);
        var statuses = new SortedDictionary<int, int>();
        var watch = Stopwatch.StartNew();
        var sent = 0;
        for (; sent < texts && watch.Elapsed < LongForm.Limit; sent++)
        {
            var text = Encoding.UTF8.GetString(mutations.Next());
            var request = new { db = "flights", csl = text, properties = new { Options = new { servertimeout = "00:00:10" } } };
            using var response = await http.PostAsJsonAsync(new Uri(AbusedStack.Kusto, path), request);
            var status = (int)response.StatusCode;
            statuses[status] = statuses.GetValueOrDefault(status) + 1;

            // 504: the time limit of the request, which the text may use up.
            if (status >= 500 && status != 504)
                Assert.Fail($"Text {sent}: {status}\n{text}\n=>\n{await response.Content.ReadAsStringAsync()}\n{AbusedStack.Output}");
        }

        Assert.That(AbusedStack.IsUp);
        TestContext.Out.WriteLine(
            $"{target}: {sent:N0} damaged texts in {watch.Elapsed.TotalSeconds:0} s; by status: {string.Join(", ", statuses.Select(one => $"{one.Key}: {one.Value:N0}"))}");
    }
}
