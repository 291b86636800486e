using System.Globalization;
using System.Text;
using Kusto.Data.Common;

namespace LatamFunctions.Kusto;

/// <summary>Writes query parameters of the type string.</summary>
internal static class TextParameters
{
    /// <summary>
    /// Sets a query parameter of the type string as a quoted literal. Azure Data Explorer accepts unquoted text, but evaluates text that
    /// has the form of a literal. For example, <c>''</c> would be the empty string, which restricts nothing.
    /// </summary>
    public static void SetTextParameter(this ClientRequestProperties properties, string name, string text)
    {
        var literal = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                literal.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029')
                literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                literal.Append(c);
        }

        properties.SetParameter(name, literal.Append('"').ToString());
    }
}
