using System.Globalization;
using System.Text;
using System.Xml;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// Converts XML to a dynamic value. An element becomes a bag of its attributes (@name), its text (#text) and its child elements. Child
/// elements with the same name become an array. An element with only text becomes that text.
/// </summary>
internal static class XmlText
{
    private const int MaxLength = 1024 * 1024, MaxDepth = 256;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        XmlResolver = null,
    };

    /// <summary>Returns the value, or <c>null</c> if the text is not valid XML, too long or nested too deeply.</summary>
    public static Json? Parse(string text)
    {
        if (text.Length > MaxLength)
            return null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), Settings);
            var root = reader.MoveToContent() == XmlNodeType.Element ? Element(reader, 0) : default;
            return root.Name is null ? null : DynamicValues.Bag([KeyValuePair.Create(root.Name, root.Value)]);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>Reads the current element. Afterward, the reader is at the end of the element.</summary>
    private static (string Name, string Value) Element(XmlReader reader, int depth)
    {
        Evaluation.Check();
        if (depth > MaxDepth)
            throw new XmlException();
        var name = reader.Name;
        var members = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        var isEmpty = reader.IsEmptyElement;
        while (reader.MoveToNextAttribute())
            Add(members, "@" + reader.Name, Scalar(reader.Value));
        var texts = new StringBuilder();
        while (!isEmpty && reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                texts.Append(reader.Value);
            }
            else if (reader.NodeType == XmlNodeType.Element)
            {
                var (child, value) = Element(reader, depth + 1);
                Add(members, child, value);
            }
        }

        var text = texts.ToString().Trim();
        if (members.Count == 0)
            return (name, text.Length == 0 ? "null" : Scalar(text));
        if (text.Length > 0)
            Add(members, "#text", Scalar(text));
        return (name, DynamicValues.Bag(members.Select(member => KeyValuePair.Create(member.Key,
            member.Value is [var one] ? one : DynamicValues.Array(member.Value).Text))).Text);
    }

    private static void Add(OrderedDictionary<string, List<string>> members, string name, string value)
    {
        if (members.TryGetValue(name, out var values))
            values.Add(value);
        else
            members.Add(name, [value]);
    }

    /// <summary>Returns the text as JSON. Text that is a valid JSON number becomes a number.</summary>
    private static string Scalar(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            && System.Text.RegularExpressions.Regex.IsMatch(text, @"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?\z")
                ? text : DynamicValues.Quote(text).Text;
}
