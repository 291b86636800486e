using System.Data;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Kusto.Data.Common;
using Kusto.Data.Exceptions;

namespace Kusto.Data.Net.Client;

/// <summary>Kusto's REST protocol: v1/rest/query and v1/rest/ingest. Thread-safe and long-lived; connections are shared by the process.</summary>
internal sealed class RestClient : ICslQueryProvider, IStreamingIngestProvider
{
    /// <summary>The server's own limit for a query is 4 minutes; a client waits a little longer, to hear of it.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(4.5);

    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        EnableMultipleHttp2Connections = true,
    })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    private readonly Uri _cluster;
    private readonly string _application;
    private readonly BearerToken _token;

    public RestClient(KustoConnectionStringBuilder builder)
    {
        if (!Uri.TryCreate(builder.DataSource.TrimEnd('/') + '/', UriKind.Absolute, out _cluster) || _cluster.Scheme is not ("http" or "https"))
            throw new KustoClientInvalidConnectionStringException($"'{builder.DataSource}' is not the address of a Kusto cluster.", null);
        if (builder.Credential is { } credential)
        {
            if (_cluster.Scheme != "https" && !_cluster.IsLoopback)
                throw new KustoClientInvalidConnectionStringException($"A token must not go over plain HTTP to '{_cluster.Host}'.", null);
            _token = new BearerToken(credential, _cluster);
        }

        _application = builder.ApplicationNameForTracing;
        DefaultDatabaseName = builder.InitialCatalog;
    }

    public string DefaultDatabaseName { get; set; }

    public async Task<IDataReader> ExecuteQueryAsync(
        string databaseName, string query, ClientRequestProperties properties, CancellationToken cancellationToken = default)
    {
        var request = Request("v1/rest/query", properties);
        request.Content = new ByteArrayContent(Body(databaseName ?? DefaultDatabaseName, query, properties))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
        };
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IDataReader> ExecuteStreamIngestAsync(
        string databaseName,
        string tableName,
        Stream stream,
        StreamProperties streamProperties,
        ClientRequestProperties properties,
        DataSourceFormat streamFormat = DataSourceFormat.csv,
        string mappingName = "",
        CancellationToken cancellationToken = default)
    {
        var path = $"v1/rest/ingest/{Uri.EscapeDataString(databaseName ?? DefaultDatabaseName)}/{Uri.EscapeDataString(tableName)}?streamFormat={streamFormat}";
        if (!string.IsNullOrEmpty(mappingName))
            path += "&mappingName=" + Uri.EscapeDataString(mappingName);

        var request = Request(path, properties);
        request.Content = new IngestContent(stream, streamProperties);
        try
        {
            return await SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!streamProperties.LeaveOpen)
                await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        // The connections belong to the process.
    }

    private static byte[] Body(string database, string query, ClientRequestProperties properties)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("db", database);
            json.WriteString("csl", query);
            if (properties is not null)
            {
                json.WriteStartObject("properties");
                json.WriteStartObject("Options");
                foreach (var (name, value) in properties.Options)
                    WriteOption(json, name, value);
                json.WriteEndObject();
                json.WriteStartObject("Parameters");
                foreach (var (name, value) in properties.Parameters)
                    json.WriteString(name, value);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteOption(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int or long:
                json.WriteNumber(name, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case TimeSpan span:
                json.WriteString(name, span.ToString("c"));
                break;
            default:
                json.WriteString(name, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    private HttpRequestMessage Request(string path, ClientRequestProperties properties)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_cluster, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Add("x-ms-client-version", "Kusto.Dotnet.Client:LatamFunctions");
        request.Headers.Add("x-ms-client-request-id", properties?.ClientRequestId ?? $"KD.Execute;{Guid.NewGuid()}");
        if ((properties?.Application ?? _application) is { } application)
            request.Headers.Add("x-ms-app", application);
        return request;
    }

    private async Task<IDataReader> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        HttpResponseMessage response = null;
        try
        {
            if (_token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _token.GetAsync(timeout.Token).ConfigureAwait(false));
            response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw await ServiceError.ReadAsync(response, timeout.Token).ConfigureAwait(false);
            var content = await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
            return await JsonDataReader.OpenAsync(content, response, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            throw new KustoClientTimeoutException($"No answer from {_cluster.Host} within {Timeout.TotalSeconds} s.", e);
        }
        catch (HttpRequestException e)
        {
            response?.Dispose();
            throw e.InnerException is SocketException
                ? new KustoClientUnableToConnectException($"Cannot connect to {_cluster.Host}:{_cluster.Port}: {e.Message}", e)
                : new KustoClientException($"The request to {_cluster.Host}:{_cluster.Port} broke off: {e.Message}", e);
        }
        catch
        {
            response?.Dispose();
            throw;
        }
        finally
        {
            request.Dispose();
        }
    }
}
