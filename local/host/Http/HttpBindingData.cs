using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using LocalFunctions.Host.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LocalFunctions.Host.Http;

/// <summary>
/// The binding data of an HTTP trigger: the route values by name, to which functions bind parameters, and <c>Query</c> and <c>Headers</c>.
/// </summary>
internal static class HttpBindingData
{
    public static void Add(MapField<string, TypedData> data, HttpRequest request)
    {
        data["Query"] = Json(request.Query);
        data["Headers"] = Json(request.Headers);
        foreach (var (name, value) in request.RouteValues)
        {
            // A missing optional value has no entry, so the function receives null.
            if (value?.ToString() is { } text)
                data[name] = new TypedData { String = text };
        }
    }

    private static TypedData Json(IEnumerable<KeyValuePair<string, StringValues>> values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in values)
                json.WriteString(name, value.ToString());
            json.WriteEndObject();
        }

        return new TypedData { Json = UnsafeByteOperations.UnsafeWrap(buffer.WrittenMemory) };
    }
}
