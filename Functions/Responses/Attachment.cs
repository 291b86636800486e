using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Responses;

/// <summary>Creates the Content-Disposition header of a response that browsers save as a file (RFC 6266).</summary>
internal static class Attachment
{
    /// <param name="fileName">The file name. Non-ASCII characters are encoded, and path separators are replaced with hyphens.</param>
    public static string Named(string fileName)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(fileName.Replace('/', '-').Replace('\\', '-'));
        return disposition.ToString();
    }
}
