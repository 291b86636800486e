using System.Text.Json.Nodes;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.Responses;

/// <summary>Describes responses that contain rows, for the OpenAPI document.</summary>
internal static class RowSchemas
{
    private const string NextLink = "/api/flights?limit=1&cursor=b3BhcXVl";

    private static readonly ResponseHeader ETag = new(
        "ETag",
        "Entity tag of the response. Send it in If-None-Match to receive 304 if the response is unchanged.",
        "W/\"Wv1pDdZnWbXgUqbbnJo9\"");

    /// <summary>The strong ETag of a flight, which clients send to change the flight conditionally.</summary>
    private static readonly ResponseHeader VersionETag =
        new("ETag",
            "Entity tag of this representation; changes with every event of the flight. Send it in If-None-Match to receive 304 if the "
            + "flight is unchanged. Send the ETag of the JSON response in If-Match of a PUT, PATCH or DELETE request; ETags of other "
            + "formats are weak.",
            "\"Wv1pDdZnWbXgUqbbnJo9\"");

    private static readonly ResponseHeader CacheControl = new(
        "Cache-Control",
        "The time for which the response can be reused, which is longer for time windows in the past.",
        "private, max-age=1");

    private static readonly ResponseHeader NewestEvent = new(
        RenderedResult.NewestEventHeader,
        "The time at which the newest stored event was enqueued. Absent if no event has been stored in the past week.",
        "2026-11-20T18:58:01.25Z",
        IsAlwaysPresent: false);

    private static readonly ResponseHeader CacheStatus = new(
        "Cache-Status",
        "Cache status (RFC 9211). A negative ttl marks a stale response, served because the database is unavailable.",
        "flights; hit; ttl=1");

    private static readonly ResponseHeader Link = new(
        "Link",
        "The URL of the next page (rel=next), for formats without nextLink.",
        $"<{NextLink}>; rel=\"next\"",
        IsAlwaysPresent: false);

    private static readonly ResponseHeader ContentDisposition = new(
        "Content-Disposition",
        "Suggested file name for CSV.",
        "attachment; filename=flights.csv; filename*=UTF-8''flights.csv",
        IsAlwaysPresent: false);

    /// <summary>Describes a page of rows in all formats.</summary>
    public static Response List(string row, IReadOnlyList<ResponseColumn> columns, bool hasPages = true)
    {
        var example = new JsonObject { ["value"] = new JsonArray(ResponseColumn.ExampleOf(columns)) };
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "value" },
            AdditionalPropertiesAllowed = false,
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["value"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Schemas.Reference(row) },
            },
        };
        if (hasPages)
        {
            example["nextLink"] = NextLink;
            schema.Properties["nextLink"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "uri-reference",
                Description = "The URL of the next page: absolute, or relative to the request URL. Absent on the last page.",
            };
        }

        return new Response(StatusCodes.Status200OK, "The rows.")
        {
            Contents =
            [
                new(ResponseFormats.MediaTypeOf(ResponseFormat.Json), schema, example.ToJsonString()),
                .. LineFormats(row, columns),
            ],
            Headers = hasPages
                ? [ETag, CacheControl, NewestEvent, CacheStatus, Link, ContentDisposition]
                : [ETag, CacheControl, NewestEvent, CacheStatus, ContentDisposition],
        };
    }

    /// <summary>
    /// Describes a page of the flight search, which can also contain the total number of rows and the URL of later changes.
    /// </summary>
    public static Response Search(string row, IReadOnlyList<ResponseColumn> columns)
    {
        var list = List(row, columns);
        var schema = (OpenApiSchema)list.Contents[0].Schema!;
        schema.Properties!["count"] = Schemas.Integer("The number of rows across all pages, with count=true.");
        schema.Properties["deltaLink"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Format = "uri-reference",
            Description =
                "The URL that returns the flights updated since this page was read. Present on the last page of a request with "
                + "updatedSince.",
        };
        var count = new ResponseHeader(
            RenderedResult.CountHeader, "The same as count, for formats that cannot contain it.", "1234", IsAlwaysPresent: false);
        return list with { Headers = [.. list.Headers, count] };
    }

    /// <summary>Describes rows without pages.</summary>
    public static Response Rows(string row, IReadOnlyList<ResponseColumn> columns, IReadOnlyList<ResponseFormat> formats)
    {
        var contents = List(row, columns, hasPages: false).Contents;
        return new Response(StatusCodes.Status200OK, "The rows.")
        {
            Contents = [.. formats.Select(format => contents.First(content => content.MediaType == ResponseFormats.MediaTypeOf(format)))],
            Headers = [ContentDisposition with { Description = "Suggested file name.", IsAlwaysPresent = true }],
        };
    }

    public static Response Single(string description, string row, IReadOnlyList<ResponseColumn> columns) =>
        new(StatusCodes.Status200OK, description)
        {
            Contents =
        [
            new(ResponseFormats.MediaTypeOf(ResponseFormat.Json), Schemas.Reference(row), ResponseColumn.ExampleOf(columns).ToJsonString()),
            .. LineFormats(row, columns),
        ],
            Headers = [VersionETag, CacheControl, NewestEvent, CacheStatus, ContentDisposition],
        };

    private static IEnumerable<ResponseContent> LineFormats(string row, IReadOnlyList<ResponseColumn> columns)
    {
        var example = ResponseColumn.ExampleOf(columns);
        yield return new(ResponseFormats.MediaTypeOf(ResponseFormat.NdJson), Schemas.Reference(row), example.ToJsonString() + "\n");
        var header = string.Join(',', columns.Select(column => column.Name));
        var line = string.Join(',', columns.Select(column => CsvField(column.Example)));
        yield return new(
            ResponseFormats.MediaTypeOf(ResponseFormat.Csv), new OpenApiSchema { Type = JsonSchemaType.String }, $"{header}\r\n{line}\r\n");
    }

    private static string CsvField(JsonNode value) => value is JsonObject or JsonArray
        ? $"\"{value.ToJsonString().Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : value.ToString();
}
