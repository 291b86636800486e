using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Http;

/// <summary>A response with one JSON document. The response is not cacheable.</summary>
internal sealed class JsonResponse(int status, Action<Utf8JsonWriter> write, string contentType = MediaTypeNames.Application.Json) : IResult
{
    public static JsonResponse From<T>(
        int status, T document, JsonTypeInfo<T> type, string contentType = MediaTypeNames.Application.Json) =>
        new(status, json => JsonSerializer.Serialize(json, document, type), contentType);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        await using (var json = new Utf8JsonWriter(response.BodyWriter, ResponseJson.Options))
            write(json);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}
