using System.Globalization;

namespace LocalKusto.Kql.Binding;

/// <summary>Column names, each once: a second one gets a number, a nameless one is ColumnN.</summary>
internal sealed class NameSource(IEnumerable<string>? taken = null)
{
    private readonly HashSet<string> _taken = [.. taken ?? []];
    private int _nameless;

    public string Of(string? name)
    {
        var wanted = name ?? string.Create(CultureInfo.InvariantCulture, $"Column{++_nameless}");
        if (_taken.Add(wanted))
            return wanted;
        for (var i = 1; ; i++)
        {
            var numbered = string.Create(CultureInfo.InvariantCulture, $"{wanted}{i}");
            if (_taken.Add(numbered))
                return numbered;
        }
    }
}
