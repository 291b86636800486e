using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LocalStack;

/// <summary>Azurite, Microsoft's storage emulator, as a child process on loopback that never outlives this one.</summary>
internal sealed partial class AzuriteProcess : IAsyncDisposable
{
    // Azurite's only account, with its published key.
    private const string Account = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>
    /// Runs in Azurite's process ahead of it. The end of standard input, which the system closes even when this process is killed,
    /// makes Azurite save and close. Ctrl-C, which a terminal sends to both processes, does not: the functions still write then.
    /// </summary>
    private const string Preload =
        """
        process.stdin.on("end", () => process.emit("SIGTERM")).resume();
        process.on("SIGINT", () => {});
        process.on("newListener", (event, listener) => {
          if (event === "SIGINT") setImmediate(() => process.removeListener(event, listener));
        });
        """;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, Uri> _endpoints = [];
    private readonly List<string> _output = [];

    private AzuriteProcess(Process process) => _process = process;

    public Uri BlobEndpoint => _endpoints["Blob"];

    public Uri QueueEndpoint => _endpoints["Queue"];

    public Uri TableEndpoint => _endpoints["Table"];

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={AccountKey};"
        + $"BlobEndpoint={BlobEndpoint}{Account};QueueEndpoint={QueueEndpoint}{Account};TableEndpoint={TableEndpoint}{Account};";

    /// <param name="nodeModules">Where npm has put Azurite.</param>
    /// <param name="location">Its data folder.</param>
    /// <param name="port">For blobs; queues and tables get the next two. 0 takes three free ones.</param>
    /// <exception cref="StackStartException">Node.js is missing, or Azurite does not come up; the message has what it said.</exception>
    public static async Task<AzuriteProcess> StartAsync(string nodeModules, string location, int port, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(location);
        int Port(int offset) => port == 0 ? 0 : port + offset;
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "--import", "data:text/javascript," + Uri.EscapeDataString(Preload),
                Path.Combine(nodeModules, "azurite", "dist", "src", "azurite.js"),
                "--location", location,
                "--blobPort", $"{Port(0)}", "--queuePort", $"{Port(1)}", "--tablePort", $"{Port(2)}",
                "--skipApiVersionCheck", "--disableTelemetry", "--silent",
            },
        };
        var azurite = new AzuriteProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        try
        {
            azurite.Start();
            await azurite._ready.Task.WaitAsync(StartTimeout, cancellationToken).ConfigureAwait(false);
            return azurite;
        }
        catch (Exception e)
        {
            await azurite.DisposeAsync().ConfigureAwait(false);
            if (e is TimeoutException)
                throw new StackStartException($"Azurite did not come up within {StartTimeout.TotalSeconds} s. It said: {azurite.Output()}", e);
            throw;
        }
    }

    /// <summary>Lets Azurite write what it has in memory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(StopTimeout);
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private bool IsRunning { get; set; }

    private void Start()
    {
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new StackStartException($"Azurite ended before it was ready. It said: {Output()}"));
        try
        {
            _process.Start();
            IsRunning = true;
        }
        catch (Win32Exception e)
        {
            throw new StackStartException("Node.js cannot be started; Azurite runs on it. Install Node.js 20 or later (https://nodejs.org) and see that 'node' is in the PATH.", e);
        }

        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Read(string? line)
    {
        if (string.IsNullOrWhiteSpace(line) || _ready.Task.IsCompletedSuccessfully)
            return;

        lock (_output)
        {
            _output.Add(line);
            if (ListeningLine().Match(line) is { Success: true } match)
                _endpoints[match.Groups["service"].Value] = new Uri(match.Groups["address"].Value + "/");
            if (_endpoints.Count == 3)
                _ready.TrySetResult();
        }
    }

    private string Output()
    {
        lock (_output)
            return string.Join(Environment.NewLine, _output);
    }

    [GeneratedRegex(@"^Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>http://\S+?)/?$")]
    private static partial Regex ListeningLine();
}
