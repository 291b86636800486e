using System.Text.Encodings.Web;
using System.Text.Json;

namespace LatamFunctions.Http;

internal static class AnswerJson
{
    /// <summary>
    /// Plus signs and letters beyond ASCII as they are: people and shell scripts read these answers. They are never put into HTML.
    /// </summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
