using System.Text.Json;
using System.Text.Json.Serialization;
using LocalEventHubs.Configuration;
using LocalEventHubs.Hubs;
using Microsoft.AspNetCore.Http;

namespace LocalEventHubs.Rest;

/// <summary>
/// Handles <c>GET /$admin/hubs</c>, which lists the event hubs, and <c>GET</c> and <c>PUT /$admin/hubs/{name}</c>, which return and create
/// a hub. These paths cannot conflict with hubs, because the name of a hub cannot begin with a dollar sign.
/// </summary>
internal static class HubAdministration
{
    public const string Path = "/$admin/hubs";

    private const int MaxBodyLength = 64 * 1024;

    public static async Task HandleAsync(HttpContext context, EventHubNamespace hubs)
    {
        var name = context.Request.Path.Value![Path.Length..].Trim('/');
        var method = context.Request.Method;
        if (HttpMethods.IsPut(method) && name.Length > 0)
            await CreateAsync(context, hubs, name).ConfigureAwait(false);
        else if (HttpMethods.IsGet(method) && name.Length > 0)
        {
            await WriteAsync(
                context, StatusCodes.Status200OK, HubDescription.From(hubs.GetHub(name)), AdministrationJson.Default.HubDescription)
                .ConfigureAwait(false);
        }
        else if (HttpMethods.IsGet(method))
        {
            await WriteAsync(context, StatusCodes.Status200OK, [.. hubs.Hubs.Select(HubDescription.From)],
                AdministrationJson.Default.HubDescriptionArray).ConfigureAwait(false);
        }
        else
            throw new RestException(StatusCodes.Status405MethodNotAllowed, $"{method} is not supported here. Use GET or PUT.");
    }

    private static async Task CreateAsync(HttpContext context, EventHubNamespace hubs, string name)
    {
        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyLength, context.RequestAborted).ConfigureAwait(false);
        HubRequest request;
        try
        {
            request = JsonSerializer.Deserialize(body.Span, AdministrationJson.Default.HubRequest)
                ?? throw new JsonException("the document is null.");
        }
        catch (JsonException e)
        {
            throw new RestException(
                StatusCodes.Status400BadRequest,
                $"The body is not an object such as {{\"partitionCount\":4,\"consumerGroups\":[\"ingest\"]}}: {e.Message}");
        }

        var (hub, isNew) = hubs.CreateHub(new EventHubDefinition(name, request.PartitionCount, request.ConsumerGroups ?? []));
        await WriteAsync(
            context,
            isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            HubDescription.From(hub),
            AdministrationJson.Default.HubDescription)
            .ConfigureAwait(false);
    }

    private static async Task WriteAsync<T>(
        HttpContext context, int statusCode, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}

/// <summary>The body of a request that creates an event hub.</summary>
internal sealed record HubRequest(int PartitionCount, IReadOnlyList<string>? ConsumerGroups = null);

/// <summary>An event hub in a response.</summary>
internal sealed record HubDescription(string Name, int PartitionCount, IReadOnlyList<string> ConsumerGroups, DateTimeOffset CreatedAt)
{
    public static HubDescription From(EventHub hub) =>
        new(hub.Name, hub.Partitions.Count, [.. hub.ConsumerGroups.Select(group => group.Name)], hub.CreatedAt);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(HubRequest))]
[JsonSerializable(typeof(HubDescription))]
[JsonSerializable(typeof(HubDescription[]))]
internal sealed partial class AdministrationJson : JsonSerializerContext;
