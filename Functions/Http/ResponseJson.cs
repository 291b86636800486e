using System.Text.Json;

namespace LatamFunctions.Http;

internal static class ResponseJson
{
    /// <summary>
    /// Plus signs and letters beyond ASCII are not escaped, since people and shell scripts read these responses; &lt; and &gt; always are.
    /// </summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = ReadableJsonEncoder.Instance };
}
