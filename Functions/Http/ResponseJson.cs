using System.Text.Json;

namespace LatamFunctions.Http;

/// <summary>The settings that all JSON responses share.</summary>
internal static class ResponseJson
{
    /// <summary>
    /// The options for JSON responses. Plus signs and non-ASCII letters are not escaped because people and shell scripts read the
    /// responses. The characters &lt; and &gt; are always escaped.
    /// </summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = ReadableJsonEncoder.Instance };
}
