using System.Diagnostics;
using System.Globalization;
using BrokerBenchmark;
using LocalStack.Configuration;

namespace PeerBenchmark;

/// <summary>RabbitMQ, PostgreSQL, and the subscriber and HTTP API from the folder <c>peer</c>, on free ports.</summary>
internal sealed class Peer : IMeasuredSystem
{
    public const string Broker = "broker";
    public const string Subscriber = "subscriber";
    public const string Database = "database";

    private const string HttpApi = "API";

    /// <summary>The account that runs PostgreSQL, which does not run as root. PostgreSQL's package creates the account.</summary>
    private const string Account = "postgres";

    private readonly RabbitMqServer _rabbitMq = RabbitMqServer.OnFreePorts();
    private readonly Dictionary<string, ServiceProcess> _services;
    private readonly string _programs;
    private readonly string _dataSource;

    private Peer(string programs, string folder)
    {
        var (databasePort, apiPort) = (Text(RabbitMqServer.FreePort()), Text(RabbitMqServer.FreePort()));
        (_programs, _dataSource) = (programs, $"postgresql://{Account}@127.0.0.1:{databasePort}/{Account}");
        Api = new Uri($"http://127.0.0.1:{apiPort}/");
        var brokerData = Directory.CreateDirectory(Path.Combine(folder, "rabbitmq")).FullName;
        Data = Path.Combine(folder, "postgresql");
        _services = new Dictionary<string, ServiceProcess>
        {
            [Broker] = Service(Broker, _rabbitMq.StartIn(brokerData), RabbitMqServer.StartedText),
            [Database] = Service(
                Database,
                AsAccount(
                    Path.Combine(programs, "postgres"), "-D", Data, "-p", databasePort, "-c", "listen_addresses=127.0.0.1",
                    "-c", "unix_socket_directories=", "-c", "shared_buffers=512MB"),
                "database system is ready to accept connections"),
            [Subscriber] = Service(Subscriber, Python("subscriber.py"), "subscribed"),
            [HttpApi] = Service(
                HttpApi,
                Python("-m", "uvicorn", "api:app", "--port", apiPort, "--workers", "2", "--no-access-log"),
                "Application startup complete."),
        };

        ServiceProcess Service(string name, ProcessStartInfo start, string startedText) =>
            new(name, start, startedText, Path.Combine(folder, $"{name}.log"));
    }

    public string Name => "Peer";

    public Uri Api { get; }

    public IReadOnlyList<string> Services => [Broker, Subscriber, Database];

    /// <summary>The address of RabbitMQ.</summary>
    public Uri Amqp => new($"amqp://guest:guest@127.0.0.1:{Text(_rabbitMq.Port)}/%2F");

    private string Data { get; }

    /// <param name="packages">The installed programs.</param>
    /// <param name="folder">A folder for data and logs. All accounts must be able to open its parent folder.</param>
    public static async Task<Peer> StartAsync(DebianPackages packages, string folder, CancellationToken cancellationToken)
    {
        var peer = new Peer(packages.PostgreSql!, folder);
        try
        {
            await peer.CreateDatabaseAsync(folder, cancellationToken);
            await Task.WhenAll(new[] { Broker, Database }.Select(service => peer._services[service].StartAsync(cancellationToken)));
            await peer._services[Subscriber].StartAsync(cancellationToken);
            await peer._services[HttpApi].StartAsync(cancellationToken);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public IPublisher NewPublisher() => new RabbitMqPublisher(Amqp);

    public async Task<long> StoredAsync(string idPrefix, CancellationToken cancellationToken) => long.Parse(
        await QueryAsync($"SELECT count(*) FROM flight_events WHERE {HasPrefix(idPrefix)}", cancellationToken),
        CultureInfo.InvariantCulture);

    public async Task<(long Events, long Rows)> VisibleAsync(string idPrefix, CancellationToken cancellationToken)
    {
        var counts = await QueryAsync(
            $"SELECT count(DISTINCT (source, event_id)), count(*) FROM flight_events WHERE {HasPrefix(idPrefix)}", cancellationToken);
        return counts.Split('|').Select(count => long.Parse(count, CultureInfo.InvariantCulture)).ToList() is [var events, var rows]
            ? (events, rows)
            : throw new InvalidOperationException($"psql returned '{counts}' instead of two counts.");
    }

    public Task SettleAsync(CancellationToken cancellationToken) => QueryAsync("VACUUM (ANALYZE)", cancellationToken);

    public async Task RestartAsync(string service, CancellationToken cancellationToken)
    {
        await _services[service].KillAsync();
        await _services[service].StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in new[] { HttpApi, Subscriber, Broker, Database })
            await _services[service].DisposeAsync();
        await _rabbitMq.StopMapperAsync();
    }

    private Task<string> QueryAsync(string sql, CancellationToken cancellationToken) =>
        ProgramOutput.ReadAsync(Path.Combine(_programs, "psql"), [_dataSource, "-At", "-c", sql], cancellationToken);

    private async Task CreateDatabaseAsync(string folder, CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            // The account needs access to its data folder within this folder, which initially only the owner can open.
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            await ProgramOutput.ReadAsync("install", ["-d", "-o", Account, "-m", "700", Data], cancellationToken);
        }

        var start = AsAccount(
            Path.Combine(_programs, "initdb"), "-D", Data, "-U", Account, "--auth=trust", "--locale=C", "--encoding=UTF8");
        await ProgramOutput.ReadAsync(start.FileName, start.ArgumentList, cancellationToken);
    }

    private static ProcessStartInfo AsAccount(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? new ProcessStartInfo("setpriv", [$"--reuid={Account}", $"--regid={Account}", "--clear-groups", program, .. arguments])
        : new ProcessStartInfo(program, arguments);

    private ProcessStartInfo Python(params string[] arguments) => new(DebianPackages.Python, arguments)
    {
        WorkingDirectory = Path.Combine(BuildPaths.RepositoryRoot, "bench", "peers", "peer"),
        Environment =
        {
            ["POSTGRES"] = _dataSource,
            ["RABBITMQ"] = Amqp.OriginalString,
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        },
    };

    /// <summary>
    /// Returns the condition for a prefix of event ids. Ids are compared by bytes, and <c>~</c> sorts after letters, digits and hyphens.
    /// </summary>
    private static string HasPrefix(string idPrefix) => $"source = '' AND event_id >= '{idPrefix}' AND event_id < '{idPrefix}~'";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
