using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LocalStack;

/// <summary>
/// Azurite, Microsoft's Azure Storage for one machine, as a child process. It ends with this process, however that ends, and saves
/// its data first: it keeps what was written in memory and on disk from then on for up to five seconds only.
/// </summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    private const string AccountName = "devstoreaccount1";

    /// <summary>The same in every Azurite and in the storage emulator before it: no secret.</summary>
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>
    /// Runs in Azurite before Azurite. The pipe on its standard input closes when this process is gone, even by kill -9: then it shuts
    /// down as for SIGTERM, and must not fall over its own last words, which nobody reads any more. Ctrl-C reaches every process of
    /// the terminal, and this process is to stop Azurite after its clients.
    /// </summary>
    private const string Lifetime = """
        const once = process.once;
        process.once = function (name, listener) { return name === "SIGINT" ? this : once.call(this, name, listener); };
        process.on("SIGINT", () => {});
        for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
        process.stdin.resume().on("end", () => process.emit("SIGTERM") || process.exit());
        """;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private AzuriteProcess(Process process, Uri blobs, Uri queues, Uri tables)
    {
        _process = process;
        BlobEndpoint = new Uri(blobs, AccountName);
        QueueEndpoint = new Uri(queues, AccountName);
        TableEndpoint = new Uri(tables, AccountName);
    }

    public Uri BlobEndpoint { get; }

    public Uri QueueEndpoint { get; }

    public Uri TableEndpoint { get; }

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};"
        + $"BlobEndpoint={BlobEndpoint};QueueEndpoint={QueueEndpoint};TableEndpoint={TableEndpoint};";

    internal int Id => _process.Id;

    /// <param name="nodeModules">The folder in which npm installed azurite.</param>
    /// <param name="dataDirectory">Created if it is not there.</param>
    /// <param name="port">For blobs; queues and tables take the next two. 0 takes three free ones.</param>
    /// <param name="cancellationToken">Cancels the start; a started Azurite stops by <see cref="DisposeAsync"/>.</param>
    /// <exception cref="InvalidOperationException">Node or Azurite is missing, or Azurite gave up. The message has its last words.</exception>
    public static async Task<AzuriteProcess> StartAsync(
        string nodeModules, string dataDirectory, int port = 0, CancellationToken cancellationToken = default)
    {
        var script = Path.Combine(nodeModules, "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(script))
            throw new InvalidOperationException($"Azurite is not in {nodeModules}. Run 'npm ci' in local/, or build the local stack, which does.");
        Directory.CreateDirectory(dataDirectory);

        var process = Launch(script, dataDirectory, port);
        try
        {
            return await ListeningAsync(process, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(StopTimeout);
        try
        {
            await _process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static Process Launch(string script, string dataDirectory, int port)
    {
        string Port(int offset) => port == 0 ? "0" : $"{port + offset}";
        var start = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                "--import", "data:text/javascript," + Uri.EscapeDataString(Lifetime),
                script,
                "--location", dataDirectory,
                "--blobPort", Port(0),
                "--queuePort", Port(1),
                "--tablePort", Port(2),
                "--skipApiVersionCheck",
                "--disableTelemetry",
                "--silent",
            },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("Node.js cannot be started. Install Node 20 or newer, and see that 'node' is on the PATH.", e);
        }
    }

    private static async Task<AzuriteProcess> ListeningAsync(Process process, CancellationToken cancellationToken)
    {
        var lastWords = new LastLines();
        var endpoints = new Dictionary<string, Uri>();
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Read to the end of its life: a full pipe would stop Azurite.
        process.OutputDataReceived += (_, line) =>
        {
            lastWords.Add(line.Data);
            if (line.Data is null || ListeningLine().Match(line.Data) is not { Success: true } match)
                return;
            endpoints[match.Groups["service"].Value] = new Uri(match.Groups["address"].Value);
            if (endpoints.Count == 3)
                listening.TrySetResult();
        };
        process.ErrorDataReceived += (_, line) => lastWords.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        // WaitForExitAsync also waits for the ends of both streams, so that the last words are complete.
        var exited = process.WaitForExitAsync(cancellationToken);
        var first = await Task.WhenAny(listening.Task, exited).WaitAsync(StartTimeout, cancellationToken).ConfigureAwait(false);
        if (first == exited)
        {
            await exited.ConfigureAwait(false);
            throw new InvalidOperationException($"Azurite ended with code {process.ExitCode} before it listened. It said: {lastWords}");
        }

        return new AzuriteProcess(process, endpoints["Blob"], endpoints["Queue"], endpoints["Table"]);
    }

    [GeneratedRegex("^Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>http\\S+)$")]
    private static partial Regex ListeningLine();

    private sealed class LastLines
    {
        private const int Count = 20;

        private readonly Queue<string> _lines = new(Count);

        public void Add(string? line)
        {
            if (line is null)
                return;
            lock (_lines)
            {
                if (_lines.Count == Count)
                    _lines.Dequeue();
                _lines.Enqueue(line);
            }
        }

        public override string ToString()
        {
            lock (_lines)
                return string.Join(Environment.NewLine, _lines);
        }
    }
}
