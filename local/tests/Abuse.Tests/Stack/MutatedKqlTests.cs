using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Abuse.Tests.Support;

namespace Abuse.Tests.Stack;

/// <summary>Tests that each damaged query or management command either runs or is rejected with a client error.</summary>
[Category("Stack")]
internal sealed class MutatedKqlTests
{
    /// <summary>The number of concurrent requests.</summary>
    private const int Connections = 4;

    private const string Query = "damaged queries, executed by the engine";
    private const string Command = "damaged management commands, executed by the engine";

    [Test]
    public Task No_mutated_query_causes_an_engine_failure() => AttackQueriesAsync(new LongForm(Query, 1_500, 1));

    [Test, Explicit, Category(LongForm.Category)]
    public Task Many_mutated_queries_cause_no_engine_failure() => AttackQueriesAsync(new LongForm(Query));

    [Test]
    public Task No_mutated_management_command_causes_an_engine_failure() => AttackCommandsAsync(new LongForm(Command, 800, 1));

    [Test, Explicit, Category(LongForm.Category)]
    public Task Many_mutated_management_commands_cause_no_engine_failure() => AttackCommandsAsync(new LongForm(Command));

    private static Task AttackQueriesAsync(LongForm form) => AttackAsync("v2/rest/query", KqlTexts.Queries, form);

    private static Task AttackCommandsAsync(LongForm form) => AttackAsync("v1/rest/mgmt", KqlTexts.Commands, form);

    private static async Task AttackAsync(string path, byte[][] corpus, LongForm form)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TargetStack.KustoToken);
        var mutations = new Mutations(form.Seed, corpus, KqlTexts.Splices);
        var statuses = new ConcurrentDictionary<string, int>();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => form.RunAsync(SendAsync)));

        Assert.That(TargetStack.IsUp);
        form.Report(LongForm.Counts(statuses));

        async Task SendAsync()
        {
            while (true)
            {
                string text;
                int number;
                lock (mutations)
                {
                    if (!form.TryNext())
                        return;
                    (text, number) = (Encoding.UTF8.GetString(mutations.Next()), form.Sent);
                }

                var request = new { db = "flights", csl = text, properties = new { Options = new { servertimeout = "00:00:10" } } };
                using var response = await http.PostAsJsonAsync(new Uri(TargetStack.Kusto, path), request);
                var status = (int)response.StatusCode;
                statuses.AddOrUpdate($"× {status}", 1, (_, count) => count + 1);

                // Status 504 is allowed, because a query can exceed the time limit of the request.
                if (status >= 500 && status != 504)
                {
                    var error = await response.Content.ReadAsStringAsync();
                    Assert.Fail($"Text {number} of seed {form.Seed}: {status}\n{text}\n=>\n{error}\n{TargetStack.Output}");
                }
            }
        }
    }
}
