using System.IO.Compression;
using System.Reflection;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace LatamFunctions.OpenApi;

/// <summary>
/// GET /docs: the API reference, which uses Swagger UI. All files are in assemblies of this app; the page loads no external content.
/// </summary>
public sealed class GetDocs : IHttpFunction
{
    /// <summary>
    /// Blocks external content and inline scripts. Inline styles and data images are allowed because Swagger UI uses them.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'";

    /// <summary>
    /// The files of the page and their media types. Three files are in OpenApi/Page, and the other files are in the package
    /// Swashbuckle.AspNetCore.SwaggerUI.
    /// </summary>
    private static readonly Dictionary<string, string> Files = new()
    {
        ["index.html"] = "text/html; charset=utf-8",
        ["start.js"] = "text/javascript; charset=utf-8",
        ["style.css"] = "text/css; charset=utf-8",
        ["swagger-ui.css"] = "text/css; charset=utf-8",
        ["swagger-ui-bundle.js"] = "text/javascript; charset=utf-8",
        ["favicon-32x32.png"] = "image/png",
    };

    static Operation IHttpFunction.Operation { get; } = new(
        "Documentation", Scope.Open, "API reference", "API reference (Swagger UI).")
    {
        Route = [new("file", "A file of the page. Omit this parameter for the page itself.", "index.html")],
        Responses = [new Response(StatusCodes.Status200OK, "The page.") { Contents = [new("text/html", null, null)] }],
        Errors = [ErrorCodes.RouteNotFound],
        ChecksQuery = false,
    };

    [Function("GetDocs")]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "docs/{file?}")] HttpRequest request, string? file)
    {
        // The page and its files refer to each other by relative paths, so the address of the page must be below docs/.
        if (string.IsNullOrEmpty(file))
            return Results.Redirect(request.Path.Value!.EndsWith('/') ? "index.html" : "docs/index.html");
        if (!Files.TryGetValue(file, out var mediaType))
            return new Problem(ErrorCodes.RouteNotFound, "The documentation does not contain this file.");

        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "public, max-age=3600";
        return Results.Stream(Open(file), mediaType);
    }

    private static Stream Open(string file) =>
        typeof(GetDocs).Assembly.GetManifestResourceStream(file) ?? Decompressed(typeof(SwaggerUIOptions).Assembly, file);

    /// <summary>Opens a file in the package Swashbuckle.AspNetCore.SwaggerUI. The package's files are compressed with gzip.</summary>
    private static Stream Decompressed(Assembly assembly, string file)
    {
        var name = $"Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.{file}";
        var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Swashbuckle.AspNetCore.SwaggerUI has no {name}.");
        return new GZipStream(stream, CompressionMode.Decompress);
    }
}
