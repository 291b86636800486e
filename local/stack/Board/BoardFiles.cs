using System.Collections.Frozen;
using System.Reflection;
using LocalStack.Configuration;
using Microsoft.AspNetCore.Http;

namespace LocalStack.Board;

/// <summary>
/// The files of the board's page. The page's own files are in the assembly, and the chart library and the map outlines are in npm packages.
/// </summary>
internal static class BoardFiles
{
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'";

    private static readonly Assembly Assembly = typeof(BoardFiles).Assembly;

    private static readonly FrozenDictionary<string, string> Packaged = new Dictionary<string, string>
    {
        ["echarts.min.js"] = "echarts/dist/echarts.min.js",
        ["topojson-client.min.js"] = "topojson-client/dist/topojson-client.min.js",
        ["countries-50m.json"] = "world-atlas/countries-50m.json",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Writes a file to the response, or sets the status 404 if the file does not exist.</summary>
    public static async Task WriteAsync(HttpContext http, string name)
    {
        if (Open(name) is not { } content)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await using (content.ConfigureAwait(false))
        {
            http.Response.ContentType = ContentTypes[Path.GetExtension(name)];
            http.Response.ContentLength = content.Length;
            http.Response.Headers.CacheControl = Packaged.ContainsKey(name) ? "max-age=86400" : "no-cache";
            await content.CopyToAsync(http.Response.Body, http.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Sets the security headers of the page.</summary>
    public static void Protect(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static Stream? Open(string name) => Packaged.TryGetValue(name, out var file)
        ? File.OpenRead(Path.Combine(BuildPaths.NodeModules, file))
        : Assembly.GetManifestResourceStream($"Board/{name}");
}
