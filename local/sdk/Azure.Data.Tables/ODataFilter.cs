using System.Globalization;

namespace Azure.Data.Tables;

/// <summary>Values as OData literals, so that a filter is never spliced from text ("Querying tables and entities").</summary>
internal static class ODataFilter
{
    public static string Create(FormattableString filter) =>
        string.Format(CultureInfo.InvariantCulture, filter.Format, Array.ConvertAll(filter.GetArguments(), Literal));

    private static object Literal(object value) => value switch
    {
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        char letter => Literal(letter.ToString()),
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        double number => number.ToString(CultureInfo.InvariantCulture),
        Guid guid => $"guid'{guid}'",
        DateTimeOffset time => $"datetime'{time.UtcDateTime:O}'",
        DateTime time => $"datetime'{time.ToUniversalTime():O}'",
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        BinaryData data => Literal(data.ToArray()),
        null => throw new ArgumentException("A filter cannot compare with null."),
        _ => throw new ArgumentException($"A filter cannot compare with a {value.GetType().Name}."),
    };
}
