using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace LatamFunctions.Import;

/// <summary>
/// Reads XML. The elements that the map names are records. An element is converted to a JSON object: the names of attributes begin with
/// <c>@</c>, the text is <c>#text</c>, and child elements are arrays by local name. Namespaces are omitted. Document type declarations are
/// rejected, so a file cannot declare entities.
/// </summary>
internal static class XmlRecords
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    public static IEnumerable<SourceRecord> Read(FileInfo file, FlightMap map)
    {
        if (map.RecordNames.Count == 0)
            throw new ImportException($"The map {map.Name} does not support XML: it has no line \"-- records: \" with element names.");

        using var stream = RecordSource.OpenText(file);
        using var xml = XmlReader.Create(stream, Settings);
        while (NextRecord(xml, map.RecordNames) is { } element)
            yield return new SourceRecord(ToJson(element));
    }

    private static XElement? NextRecord(XmlReader xml, IReadOnlyList<string> names)
    {
        try
        {
            // ReadFrom moves the reader past the element. The next record can begin there.
            while (xml.NodeType != XmlNodeType.Element || !names.Contains(xml.LocalName))
            {
                if (!xml.Read())
                    return null;
            }

            return (XElement)XNode.ReadFrom(xml);
        }
        catch (XmlException e)
        {
            throw new ImportException($"The file cannot be read as XML, line {e.LineNumber}, position {e.LinePosition}: {e.Message}", e);
        }
    }

    private static string ToJson(XElement element)
    {
        var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
            Write(json, element);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void Write(Utf8JsonWriter json, XElement element)
    {
        json.WriteStartObject();
        foreach (var attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
            json.WriteString($"@{attribute.Name.LocalName}", attribute.Value);
        var text = string.Concat(element.Nodes().OfType<XText>().Select(node => node.Value)).Trim();
        if (text.Length > 0)
            json.WriteString("#text", text);
        foreach (var children in element.Elements().GroupBy(child => child.Name.LocalName))
        {
            json.WriteStartArray(children.Key);
            foreach (var child in children)
                Write(json, child);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
