using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>Functions for simple text formats: CSV, versions, data sizes, and JSON values by path.</summary>
internal static class ParsedTexts
{
    private static readonly string[] ByteUnits = ["B", "KB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>Returns the fields of the first record (RFC 4180).</summary>
    public static Json Csv(string text)
    {
        var (fields, field, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"' && (isQuoted || field.Length == 0))
            {
                isQuoted = !isQuoted;
            }
            else if (isQuoted || c is not (',' or '\r' or '\n'))
            {
                field.Append(c);
            }
            else if (c == ',')
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                break;
            }
        }

        fields.Add(field.ToString());
        return DynamicValues.Strings(fields);
    }

    /// <summary>
    /// Converts a version to a number with eight digits per part. A version has one to four parts of up to eight digits. Returns
    /// <c>null</c> for other strings.
    /// </summary>
    public static KustoDecimal? Version(string text)
    {
        var parts = text.Split('.');
        if (parts.Length > 4 || Array.Exists(parts, part => part.Length is 0 or > 8 || !part.All(char.IsAsciiDigit)))
            return null;
        var digits = string.Concat(parts.Concat(Enumerable.Repeat("0", 4 - parts.Length)).Select(part => part.PadLeft(8, '0')));
        return KustoDecimal.TryParse(BigInteger.Parse(digits, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Formats a size in the specified unit. If no unit is specified, the largest unit in which the size is at least 1 is used. Returns an
    /// empty string for an unknown unit and for a size that is not finite.
    /// </summary>
    public static string Bytes(double size, long precision, string unit)
    {
        if (!double.IsFinite(size))
            return "";
        var index = unit.Length > 0 ? Array.IndexOf(ByteUnits, unit.ToUpperInvariant()) : 0;
        if (index < 0)
            return "";
        for (var i = 0; i < index; i++)
            size /= 1024;
        for (; unit.Length == 0 && Math.Abs(size) >= 1024 && index < ByteUnits.Length - 1; index++)
            size /= 1024;
        var rounded = Math.Round(size, (int)Math.Clamp(precision, 0, 15), MidpointRounding.AwayFromZero);
        return rounded.ToString("0.###############", CultureInfo.InvariantCulture) + " " + (index == 0 ? "Bytes" : ByteUnits[index]);
    }

    /// <summary>
    /// Returns the text of the value at a path such as <c>$.a[0]['b']</c>. Returns an empty string if the path is invalid or does not
    /// exist, or if the text is not valid JSON.
    /// </summary>
    public static string AtPath(string path, string json)
    {
        if (DynamicValues.Parse(json) is not { } parsed || Steps(path) is not { } steps)
            return "";
        using var document = JsonDocument.Parse(parsed.Text, new JsonDocumentOptions { MaxDepth = 512 });
        var value = document.RootElement;
        foreach (var step in steps)
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(step, out var member))
                value = member;
            else if (value.ValueKind == JsonValueKind.Array
                && int.TryParse(step, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
                && (index < 0 ? value.GetArrayLength() + index : index) is var at && at >= 0 && at < value.GetArrayLength())
                value = value[at];
            else
                return "";
        }

        return DynamicValues.Text(value);
    }

    /// <summary>Returns the names and indexes in a path, or <c>null</c> if the path is invalid.</summary>
    private static List<string>? Steps(string path)
    {
        if (!path.StartsWith('$'))
            return null;
        var steps = new List<string>();
        for (var at = 1; at < path.Length;)
        {
            if (path[at] == '.')
            {
                var end = path.IndexOfAny(['.', '['], at + 1);
                end = end < 0 ? path.Length : end;
                if (end == at + 1)
                    return null;
                steps.Add(path[(at + 1)..end]);
                at = end;
            }
            else
            {
                var end = path[at] == '[' ? path.IndexOf(']', at) : -1;
                if (end < at + 2)
                    return null;
                steps.Add(path[(at + 1)..end].Trim('\'', '"'));
                at = end + 1;
            }
        }

        return steps;
    }
}
