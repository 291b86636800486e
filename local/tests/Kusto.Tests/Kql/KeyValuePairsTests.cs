using System.Text.Json;
using LocalKusto.Kql.Runtime;

namespace LocalKusto.Tests.Kql;

/// <summary>The pairs that parse-kv extracts from a string.</summary>
public sealed class KeyValuePairsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Copying and searching the rest of the text at each delimiter took hours for a text of this length.</summary>
    [Test]
    public async Task Parsing_a_greedy_value_of_delimiters_takes_linear_time()
    {
        using var options = JsonDocument.Parse("""{"pair_delimiter":" ","kv_delimiter":"=","greedy":"true"}""");
        var text = $"a=x{new string(' ', 4_000_000)}y b=z";

        var reading = Task.Run(() => KeyValuePairs.Parse(text, options.RootElement).Text);

        using var pairs = JsonDocument.Parse(await reading.WaitAsync(Patience));
        Assert.That(pairs.RootElement.GetProperty("b").GetString(), Is.EqualTo("z"));
        Assert.That(pairs.RootElement.GetProperty("a").GetString(), Has.Length.EqualTo(4_000_002));
    }
}
