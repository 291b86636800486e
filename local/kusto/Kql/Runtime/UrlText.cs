using System.Text.RegularExpressions;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// Parses URLs, query strings and file paths. The result is a bag of the components. A missing component is an empty string.
/// </summary>
internal static partial class UrlText
{
    public static Json ParseUrl(string url)
    {
        var match = Url().Match(url);
        return DynamicValues.Bag(
        [
            Member("Scheme", match.Groups["scheme"].Value),
            Member("Host", match.Groups["host"].Value),
            Member("Port", match.Groups["port"].Value),
            Member("Path", match.Groups["path"].Value),
            Member("Username", match.Groups["user"].Value),
            Member("Password", match.Groups["password"].Value),
            KeyValuePair.Create("Query Parameters", Parameters(match.Groups["query"].Value).Text),
            Member("Fragment", match.Groups["fragment"].Value),
        ]);
    }

    public static Json ParseQuery(string query) => DynamicValues.Bag([KeyValuePair.Create("Query Parameters", Parameters(query).Text)]);

    /// <summary>
    /// Parses a file path. Separators are slashes and backslashes. A colon after the file name starts an alternate data stream.
    /// </summary>
    public static Json ParsePath(string path)
    {
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? path : path[(scheme + 3)..];
        var separator = rest.LastIndexOfAny(['/', '\\']);
        var directory = rest[..Math.Max(separator, 0)];
        var name = rest[(separator + 1)..];
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var file = colon < 0 ? name : name[..colon];
        var dot = file.LastIndexOf('.');
        return DynamicValues.Bag(
        [
            Member("Scheme", scheme < 0 ? "" : path[..scheme]),
            Member("RootPath", directory is [var drive, ':', ..] && char.IsAsciiLetter(drive) ? directory[..2] : ""),
            Member("DirectoryPath", directory),
            Member("DirectoryName", directory[(directory.LastIndexOfAny(['/', '\\']) + 1)..]),
            Member("Filename", file),
            Member("Extension", dot < 0 ? "" : file[(dot + 1)..]),
            Member("AlternateDataStreamName", colon < 0 ? "" : name[(colon + 1)..]),
        ]);
    }

    /// <summary>Returns the parameters as a bag. For duplicate keys, the last value is used.</summary>
    private static Json Parameters(string query)
    {
        var members = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            members[equals < 0 ? pair : pair[..equals]] = DynamicValues.Quote(equals < 0 ? "" : pair[(equals + 1)..]).Text;
        }

        return DynamicValues.Bag(members);
    }

    private static KeyValuePair<string, string> Member(string name, string value) =>
        KeyValuePair.Create(name, DynamicValues.Quote(value).Text);

    [GeneratedRegex(
        @"^(?:(?<scheme>[a-z][a-z0-9+.\-]*):)?"
        + @"(?://(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?(?<host>\[[^\]]*\]|[^:/?#]*)(?::(?<port>[0-9]*))?)?"
        + @"(?<path>[^?#]*)(?:\?(?<query>[^#]*))?(?:\#(?<fragment>.*))?$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Url();
}
