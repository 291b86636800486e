using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Data.Tables;

namespace LatamFunctions.Tests.Support;

/// <summary>The part of the Table service's $filter that the app uses: comparisons combined with and, or and parentheses.</summary>
internal static partial class TableFilter
{
    public static bool Matches(string filter, TableEntity entity)
    {
        var text = Comparison().Replace(filter, match => Compare(match, entity) ? "T" : "F");
        for (var before = ""; before != text;)
        {
            before = text;
            text = Parentheses().Replace(text, match => match.Groups["value"].Value);
            text = And().Replace(text, match => match.Value == "T and T" ? "T" : "F", 1);
            if (text == before)
                text = Or().Replace(text, match => match.Value == "F or F" ? "F" : "T", 1);
        }

        return text switch
        {
            "T" => true,
            "F" => false,
            _ => throw new FormatException($"The filter cannot be parsed from this point: {text} ({filter})"),
        };
    }

    private static bool Compare(Match comparison, TableEntity entity)
    {
        // A comparison with an absent column is false.
        if (entity[comparison.Groups["name"].Value] is not { } column)
            return false;

        var literal = comparison.Groups["literal"].Value;
        var order = column is DateTimeOffset time && comparison.Groups["type"].Success
            ? time.CompareTo(DateTimeOffset.Parse(literal, CultureInfo.InvariantCulture))
            : string.CompareOrdinal((string)column, literal);
        return comparison.Groups["operator"].Value switch
        {
            "eq" => order == 0,
            "ge" => order >= 0,
            "gt" => order > 0,
            "lt" => order < 0,
            var other => throw new FormatException($"Unknown operator: {other}."),
        };
    }

    [GeneratedRegex("(?<name>[A-Za-z]+) (?<operator>[a-z]{2}) (?<type>datetime)?'(?<literal>[^']*)'", RegexOptions.ExplicitCapture)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"\((?<value>[TF])\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Parentheses();

    [GeneratedRegex("[TF] and [TF]")]
    private static partial Regex And();

    [GeneratedRegex("[TF] or [TF]")]
    private static partial Regex Or();
}
