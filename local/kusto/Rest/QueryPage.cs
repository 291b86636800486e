using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using LocalKusto.Configuration;
using LocalKusto.Errors;
using Microsoft.AspNetCore.Http;

namespace LocalKusto.Rest;

/// <summary>
/// Serves the query page at the engine's root. The page's own files are embedded in the assembly. The editor, the charts and the world map
/// come from the npm packages that the build installs. The page does not load anything from another host.
/// </summary>
internal sealed class QueryPage(string database, IReadOnlyList<SampleQuery> samples)
{
    // Monaco sets inline styles. Its workers run Microsoft's language service, which is compiled to JavaScript and calls eval.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; connect-src "
        + "'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string WorkerPolicy = "default-src 'none'; script-src 'self' 'unsafe-eval'; connect-src 'self'";

    private const string WorkerFile = "vs/base/worker/workerMain.js";

    private static readonly Assembly Assembly = typeof(QueryPage).Assembly;

    private static readonly string NodeModules =
        Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "NodeModules").Value!;

    // Longer prefixes come first, because the path of the Kusto language is below the path of the editor.
    private static readonly (string Prefix, string Folder)[] Folders =
    [
        ("vs/language/kusto/", "@kusto/monaco-kusto/release/min"),
        ("vs/", "monaco-editor/min/vs"),
    ];

    private static readonly FrozenDictionary<string, string> Files = new Dictionary<string, string>
    {
        ["echarts.min.js"] = "echarts/dist/echarts.min.js",
        ["topojson-client.min.js"] = "topojson-client/dist/topojson-client.min.js",
        ["world-110m.json"] = "vega-datasets/data/world-110m.json",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".ttf"] = "font/ttf",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Returns <c>true</c> for the path of the page or of one of its files.</summary>
    public static bool IsPage(string[] segments) => segments is [] or ["page", ..];

    /// <exception cref="KustoRequestException">The page has no such file (status 404).</exception>
    public async Task WriteAsync(HttpContext http, string[] segments)
    {
        var name = segments is [] ? "index.html" : string.Join('/', segments[1..]);
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            throw new KustoRequestException(
                StatusCodes.Status405MethodNotAllowed, "General_BadRequest", "KustoBadRequestException",
                    $"{http.Request.Method} is not supported here. Use GET.");
        }
        var content = Open(name);
        await using (content.ConfigureAwait(false))
        {
            var headers = http.Response.Headers;
            http.Response.ContentType = ContentTypes[Path.GetExtension(name)];
            http.Response.ContentLength = content.Length;
            headers.ContentSecurityPolicy = name == WorkerFile ? WorkerPolicy : PagePolicy;
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.CacheControl = IsPackaged(name) ? "max-age=86400" : "no-cache";
            if (HttpMethods.IsGet(http.Request.Method))
                await content.CopyToAsync(http.Response.Body, http.RequestAborted).ConfigureAwait(false);
        }
    }

    private static bool IsPackaged(string name) => name.StartsWith("vs/", StringComparison.Ordinal) || Files.ContainsKey(name);

    private Stream Open(string name)
    {
        if (name == "settings.json")
            return new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new { database, samples }, JsonSerializerOptions.Web));
        if (Assembly.GetManifestResourceStream($"Page/{name}") is { } own)
            return own;
        return FindFile(name) is { } file && ContentTypes.ContainsKey(Path.GetExtension(file)) && File.Exists(file)
            ? File.OpenRead(file)
            : throw new KustoRequestException(StatusCodes.Status404NotFound, "NotFound", "KustoBadRequestException",
                $"The page has no file '{name}'.");
    }

    private static string? FindFile(string name)
    {
        // Names with segments such as '..' are not found.
        if (name.Split('/').Any(part => part.Length == 0 || part[0] == '.' || part.Contains('\\')))
            return null;
        if (Files.TryGetValue(name, out var file))
            return Path.Combine(NodeModules, file);
        var (prefix, folder) = Folders.FirstOrDefault(candidate => name.StartsWith(candidate.Prefix, StringComparison.Ordinal));
        return prefix is null ? null : Path.Combine(NodeModules, folder, name[prefix.Length..]);
    }
}
