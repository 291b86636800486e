using System.Globalization;
using System.Text;
using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>One part of a multipart answer, as a response of its own.</summary>
internal sealed class PartResponse(int status, string reasonPhrase, Dictionary<string, string> headers, string content) : Response
{
    public override int Status => status;

    public override string ReasonPhrase => reasonPhrase;

    public override Stream ContentStream { get; set; } = new MemoryStream(Encoding.UTF8.GetBytes(content));

    public override string ClientRequestId { get; set; } = "";

    public static PartResponse Parse(string text)
    {
        var head = text.Split("\r\n\r\n", 2);
        var lines = head[0].Split("\r\n");
        var statusLine = lines[0].Split(' ', 3);
        var headers = lines.Skip(1)
            .Select(line => line.Split(':', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var content = head.Length == 2 ? head[1] : "";
        var end = content.IndexOf("\r\n--", StringComparison.Ordinal);
        return new PartResponse(
            int.Parse(statusLine[1], CultureInfo.InvariantCulture),
            statusLine.Length == 3 ? statusLine[2] : "",
            headers,
            end < 0 ? content : content[..end]);
    }

    public override void Dispose() => ContentStream.Dispose();

    protected override bool TryGetHeader(string name, out string value) => headers.TryGetValue(name, out value);

    protected override bool TryGetHeaderValues(string name, out IEnumerable<string> values)
    {
        values = headers.TryGetValue(name, out var value) ? [value] : null;
        return values is not null;
    }

    protected override bool ContainsHeader(string name) => headers.ContainsKey(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => headers.Select(pair => new HttpHeader(pair.Key, pair.Value));
}
