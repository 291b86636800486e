using System.Text.Json;
using LocalKusto.Kql.Runtime;

namespace LocalKusto.Tests.Kql;

/// <summary>Tests <c>parse-kv</c>.</summary>
public sealed class KeyValuePairsTests
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);

    /// <summary>
    /// An implementation that copies and searches the rest of the text at each delimiter takes hours for text of this length.
    /// </summary>
    [Test]
    public async Task Parsing_a_greedy_value_of_delimiters_takes_linear_time()
    {
        using var options = JsonDocument.Parse("""{"pair_delimiter":" ","kv_delimiter":"=","greedy":"true"}""");
        var text = $"a=x{new string(' ', 4_000_000)}y b=z";

        var reading = Task.Run(() => KeyValuePairs.Parse(text, options.RootElement).Text);

        using var pairs = JsonDocument.Parse(await reading.WaitAsync(TimeLimit));
        Assert.That(pairs.RootElement.GetProperty("b").GetString(), Is.EqualTo("z"));
        Assert.That(pairs.RootElement.GetProperty("a").GetString(), Has.Length.EqualTo(4_000_002));
    }
}
