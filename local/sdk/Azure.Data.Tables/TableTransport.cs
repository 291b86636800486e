using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables;

/// <summary>Requests to the Table service: version, formats, credentials and retries.</summary>
internal sealed class TableTransport
{
    private const string Scope = "https://storage.azure.com/.default";

    private readonly HttpPipeline _pipeline;
    private readonly string _version;

    private TableTransport(Uri endpoint, HttpPipelinePolicy authentication, TableClientOptions options)
    {
        Endpoint = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/");
        options ??= new TableClientOptions();
        _version = options.Version;
        _pipeline = HttpPipelineBuilder.Build(options, [], [authentication], new ResponseClassifier());
    }

    public Uri Endpoint { get; }

    public static TableTransport Create(StorageConnectionString account, TableClientOptions options) =>
        Create(account.TableEndpoint, account.Credential, options);

    public static TableTransport Create(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions options) =>
        new(endpoint, new SharedKeyPolicy(credential), options);

    public static TableTransport Create(Uri endpoint, TokenCredential credential, TableClientOptions options) =>
        new(endpoint, new BearerTokenAuthenticationPolicy(credential, Scope), options);

    public static RequestFailedException Failure(Response response) => new(response, null, TableErrorParser.Instance);

    /// <summary>Sends JSON (or nothing) to a path below the endpoint. The response is buffered; its status is for the caller to judge.</summary>
    public Task<Response> SendAsync(RequestMethod method, string path, byte[] json, ETag? ifMatch, CancellationToken cancellationToken) =>
        SendAsync(
            request =>
            {
                request.Method = method;
                request.Headers.SetValue("Accept", "application/json;odata=minimalmetadata");
                request.Headers.SetValue("DataServiceVersion", "3.0");
                if (method == RequestMethod.Post)
                    request.Headers.SetValue("Prefer", "return-no-content");
                if (ifMatch is { } etag)
                    request.Headers.SetValue("If-Match", etag.ToString());
                if (json is not null)
                {
                    request.Headers.SetValue("Content-Type", "application/json");
                    request.Content = RequestContent.Create(json);
                }
            },
            path,
            cancellationToken);

    public async Task<Response> SendAsync(Action<Request> prepare, string path, CancellationToken cancellationToken)
    {
        // Disposing the message leaves a buffered response readable.
        using var message = _pipeline.CreateMessage();
        message.Request.Uri.Reset(new Uri(Endpoint, path));
        message.Request.Headers.SetValue("x-ms-version", _version);
        message.Request.Headers.SetValue("x-ms-date", DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture));
        prepare(message.Request);
        await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return message.Response;
    }
}
