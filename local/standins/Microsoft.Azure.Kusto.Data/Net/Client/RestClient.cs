using System.Data;
using System.Net;
using System.Net.Http.Headers;
using Kusto.Data.Common;
using Kusto.Data.Exceptions;

namespace Kusto.Data.Net.Client;

/// <summary>
/// A client for version 1 of Kusto's REST protocol. The client is thread-safe, and all clients in the process share their connections.
/// </summary>
internal sealed class RestClient : ICslQueryProvider, ICslAdminProvider, IStreamingIngestProvider
{
    /// <summary>The protocol version that version 14.2.4 of the official client requests.</summary>
    private const string ProtocolVersion = "2024-12-12";

    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        EnableMultipleHttp2Connections = true,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly Uri _cluster;
    private readonly string _application;
    private readonly BearerToken _token;

    /// <exception cref="KustoClientInvalidConnectionStringException">The data source is not an http or https address.</exception>
    public RestClient(KustoConnectionStringBuilder builder)
    {
        if (!Uri.TryCreate(builder.DataSource?.TrimEnd('/') + '/', UriKind.Absolute, out _cluster)
            || _cluster.Scheme is not ("http" or "https"))
        {
            throw new KustoClientInvalidConnectionStringException($"'{builder.DataSource}' is not an http or https address of a cluster.");
        }

        if (builder.Credential is { } credential)
            _token = new BearerToken(credential, _cluster, TimeProvider.System);
        _application = builder.ApplicationNameForTracing ?? AppDomain.CurrentDomain.FriendlyName;
        DefaultDatabaseName = builder.InitialCatalog;
    }

    public string DefaultDatabaseName { get; set; }

    public Task<IDataReader> ExecuteQueryAsync(
        string databaseName, string query, ClientRequestProperties properties, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        var request = Request("v1/rest/query", "KD2RunQuery", properties);
        request.Content = QueryRequestContent.Create(OrDefault(databaseName), query, properties);
        return SendAsync(request, RequestTimeout.Get(properties, RequestTimeout.Query), cancellationToken);
    }

    public Task<IDataReader> ExecuteControlCommandAsync(string databaseName, string command, ClientRequestProperties properties = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(command);
        var request = Request("v1/rest/mgmt", "KD2RunCommand", properties);
        request.Content = QueryRequestContent.Create(OrDefault(databaseName), command, properties);
        return SendAsync(request, RequestTimeout.Get(properties, RequestTimeout.Command), CancellationToken.None);
    }

    public Task<IDataReader> ExecuteStreamIngestAsync(
        string databaseName,
        string tableName,
        Stream stream,
        StreamProperties streamProperties,
        ClientRequestProperties properties,
        DataSourceFormat streamFormat = DataSourceFormat.csv,
        string mappingName = "",
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(databaseName);
        ArgumentException.ThrowIfNullOrWhiteSpace(tableName);
        ArgumentNullException.ThrowIfNull(stream);
        var path = $"v1/rest/ingest/{Uri.EscapeDataString(databaseName)}/{Uri.EscapeDataString(tableName)}?streamFormat={streamFormat}";
        if (!string.IsNullOrEmpty(mappingName))
            path += "&mappingName=" + Uri.EscapeDataString(mappingName);

        var request = Request(path, "KD2StreamIngest", properties);
        request.Content = new IngestContent(stream, streamProperties ?? new StreamProperties());
        return SendAsync(request, RequestTimeout.Get(properties, RequestTimeout.Query), cancellationToken);
    }

    public void Dispose()
    {
        // The process shares the connections, so there is nothing to dispose of.
    }

    private string OrDefault(string databaseName) => string.IsNullOrWhiteSpace(databaseName) ? DefaultDatabaseName : databaseName;

    private HttpRequestMessage Request(string path, string operation, ClientRequestProperties properties)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_cluster, path));
        var headers = request.Headers;
        headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        headers.Add("x-ms-version", ProtocolVersion);
        headers.Add("x-ms-client-version", "LatamFunctions.LocalSdk:1.0");

        // Callers can pass any text, so these values are not validated.
        headers.TryAddWithoutValidation("x-ms-client-request-id", properties?.ClientRequestId ?? $"{operation};{Guid.NewGuid()}");
        headers.TryAddWithoutValidation("x-ms-app", properties?.Application ?? _application);
        if (properties?.User is { } user)
            headers.TryAddWithoutValidation("x-ms-user-id", user);
        return request;
    }

    private async Task<IDataReader> SendAsync(HttpRequestMessage request, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        HttpResponseMessage response = null;
        try
        {
            await AuthorizeAsync(request, timeout.Token).ConfigureAwait(false);
            response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                var body = await response.Content.ReadAsStringAsync(timeout.Token).ConfigureAwait(false);
                throw Failures.FromResponse((int)response.StatusCode, response.ReasonPhrase, body);
            }

            var content = await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
            var reader = await JsonDataReader.OpenAsync(content, timeout.Token).ConfigureAwait(false);

            // The reader owns the response, and closes its stream.
            response = null;
            return reader;
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new KustoClientRequestCanceledByUserException($"The request to {_cluster.Host} was canceled.", e);
        }
        catch (OperationCanceledException e)
        {
            throw new KustoClientTimeoutException($"{_cluster.Host} did not respond within {limit.TotalSeconds} s.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Failures.FromTransport(_cluster, e);
        }
        finally
        {
            response?.Dispose();
            request.Dispose();
        }
    }

    private async ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_token is null)
            return;
        if (_cluster.Scheme != "https" && !_cluster.IsLoopback)
            throw new KustoClientAuthenticationException($"A token cannot be sent to '{_cluster.Host}' over plain HTTP. Use https.", null);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", await _token.GetAsync(cancellationToken).ConfigureAwait(false));
    }
}
