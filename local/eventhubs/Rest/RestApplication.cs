using System.Globalization;
using System.Security;
using System.Text;
using System.Xml;
using LocalEventHubs.Configuration;
using LocalEventHubs.Errors;
using LocalEventHubs.Hubs;
using LocalEventHubs.Log;
using LocalEventHubs.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace LocalEventHubs.Rest;

/// <summary>
/// Handles the Event Hubs REST send API, the administration of hubs, and <c>GET /</c>, which returns the state of the broker.
/// </summary>
internal sealed partial class RestApplication(EventHubNamespace hubs, EventHubBrokerOptions options) : IHttpApplication<HttpContext>
{
    private readonly TokenValidator _tokens = new(options.AccessPolicies, options.TimeProvider);

    private readonly ILogger _logger = options.LoggerFactory.CreateLogger<RestApplication>();

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            BrowserGuard.Verify(context.Request);
            if (context.Request.Path.StartsWithSegments(HubAdministration.Path))
            {
                AuthorizeAdministration(context.Request);
                await HubAdministration.HandleAsync(context, hubs).ConfigureAwait(false);
            }
            else if (context.Request.Path == "/")
            {
                if (options.RequiresTokenForStatus)
                    Authorize(context.Request, AccessClaims.Listen, "/");
                await BrokerStatus.WriteAsync(context, hubs).ConfigureAwait(false);
            }
            else
            {
                await SendAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
                Created(context.Response);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected, so there is no response.
        }
        catch (Exception e)
        {
            await WriteErrorAsync(context, e).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var address = SendAddress.Parse(request.Path);
        if (!HttpMethods.IsPost(request.Method))
        {
            throw new RestException(
                StatusCodes.Status405MethodNotAllowed, $"{request.Method} is not supported here. Use POST to send events.");
        }

        Authorize(request, AccessClaims.Send, request.Path.Value!);
        var hub = hubs.GetHub(address.Hub);
        if (address.PartitionId is not null)
            hub.GetPartition(address.PartitionId);

        using var body = await RequestBody.ReadAsync(request, options.MaxMessageSize, cancellationToken).ConfigureAwait(false);
        var batch = new BatchBuilder(body.Length + 256);
        string? partitionKey;
        try
        {
            partitionKey = Encode(request, body.Span, batch);
            if (address.Publisher is not null && partitionKey is not null && partitionKey != address.Publisher)
            {
                throw new RestException(
                    StatusCodes.Status400BadRequest, $"The PartitionKey '{partitionKey}' must be the publisher '{address.Publisher}'.");
            }
        }
        catch
        {
            batch.Dispose();
            throw;
        }

        await hub.SendAsync(batch, address.Publisher ?? partitionKey, address.PartitionId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Authorizes an administration request with a token for the hub or the namespace.</summary>
    private void AuthorizeAdministration(HttpRequest request) =>
        Authorize(request, AccessClaims.Manage, request.Path.Value![HubAdministration.Path.Length..]);

    private void Authorize(HttpRequest request, AccessClaims claim, string path)
    {
        var token = request.Headers.Authorization.ToString();
        if (token.Length == 0)
        {
            throw TokenValidator.Unauthorized(
                "MissingToken: The request has no Authorization header. Use 'SharedAccessSignature sr=…&sig=…&se=…&skn=…'.");
        }

        _tokens.Authorize(token, claim, path);
    }

    /// <returns>The partition key, or <c>null</c> if the request does not specify a partition key.</returns>
    private static string? Encode(HttpRequest request, ReadOnlySpan<byte> body, BatchBuilder batch)
    {
        var contentType = request.ContentType;
        if (contentType.AsSpan().Trim().StartsWith(BatchBody.ContentType, StringComparison.OrdinalIgnoreCase))
            return BatchBody.Read(body, batch);

        if (contentType is not null && !Ascii.IsValid(contentType))
            throw new RestException(StatusCodes.Status400BadRequest, "The Content-Type contains characters other than ASCII.");

        var header = request.Headers["BrokerProperties"].ToString();
        var properties = header.Length == 0 ? default : BrokerProperties.ParseHeader(header);
        batch.BeginEvent();
        batch.Sections.WriteProperties(contentType, properties.MessageId, properties.CorrelationId);
        foreach (var (name, value) in EventHeaders.Properties(request.Headers))
            batch.Sections.AddProperty(name, value);
        body.CopyTo(batch.Sections.BeginBody(body.Length));
        batch.Sections.EndBody(body.Length);
        batch.EndEvent();
        return properties.PartitionKey;
    }

    private static void Created(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status201Created;
        response.ContentType = "application/xml; charset=utf-8";
        response.ContentLength = 0;
    }

    private async Task WriteErrorAsync(HttpContext context, Exception exception)
    {
        var (statusCode, detail) = Describe(exception);
        if (statusCode >= StatusCodes.Status500InternalServerError)
            LogFailure(context.Request.Method, context.Request.Path, exception);

        var response = context.Response;
        response.StatusCode = statusCode;
        response.ContentType = "application/xml; charset=utf-8";
        if (statusCode == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = AllowedMethods(context.Request.Path);
        if (statusCode == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = "1";

        var time = options.TimeProvider.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var tracker = $"{context.Request.Host.Value}{context.Request.Path}";
        var text = $"{detail} TrackingId:{Guid.NewGuid()}, SystemTracker:{tracker}, Timestamp:{time}";
        var body = Encoding.UTF8.GetBytes($"<Error><Code>{statusCode}</Code><Detail>{XmlText(text)}</Detail></Error>");
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static string AllowedMethods(PathString path)
    {
        if (path.StartsWithSegments(HubAdministration.Path, out var rest))
            return rest.HasValue && rest != "/" ? $"{HttpMethods.Get}, {HttpMethods.Put}" : HttpMethods.Get;
        return path == "/" ? HttpMethods.Get : HttpMethods.Post;
    }

    private static (int StatusCode, string Detail) Describe(Exception exception) => exception switch
    {
        RestException e => (e.StatusCode, e.Message),
        BadHttpRequestException e => (e.StatusCode, e.Message),
        EventHubsException { Reason: EventHubsErrorReason.Unauthorized } e => (StatusCodes.Status401Unauthorized, e.Message),
        EventHubsException { Reason: EventHubsErrorReason.NotFound or EventHubsErrorReason.PartitionNotFound } e =>
            (StatusCodes.Status404NotFound, e.Message),
        EventHubsException { Reason: EventHubsErrorReason.MessageSizeExceeded } e => (StatusCodes.Status413PayloadTooLarge, e.Message),
        EventHubsException { Reason: EventHubsErrorReason.ConfigurationConflict } e => (StatusCodes.Status409Conflict, e.Message),
        EventHubsException e => (StatusCodes.Status400BadRequest, e.Message),
        IOException => (StatusCodes.Status503ServiceUnavailable,
            "The broker's disk failed, so no events were stored. Try again."),
        ObjectDisposedException =>
        (StatusCodes.Status503ServiceUnavailable, "The broker is shutting down. No events were stored. Try again."),
        _ => (StatusCodes.Status500InternalServerError, "The broker failed unexpectedly. See the broker's log for the cause."),
    };

    /// <summary>
    /// Escapes a string and replaces characters that XML cannot represent, because error details contain text from the sender.
    /// </summary>
    private static string XmlText(string text) =>
        SecurityElement.Escape(string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '?')));

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed.")]
    private partial void LogFailure(string method, PathString path, Exception exception);
}
