using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Responses;

/// <summary>The Content-Disposition header of a response that a browser stores as a file (RFC 6266).</summary>
internal static class Attachment
{
    /// <param name="fileName">Characters that are not in ASCII are encoded; a path separator becomes a hyphen.</param>
    public static string Named(string fileName)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(fileName.Replace('/', '-').Replace('\\', '-'));
        return disposition.ToString();
    }
}
