using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using LocalStack.Hosting;

namespace LocalStack.Storage;

/// <summary>
/// A process of Azurite, Microsoft's Azure Storage emulator. The Azurite process ends when the stack's process ends for any reason. Azurite
/// acknowledges a write after writing it to files, so that kill -9 loses no acknowledged write (<c>azurite.mjs</c>).
/// </summary>
internal sealed partial class AzuriteProcess : IAsyncDisposable
{
    /// <summary>The script that Node.js loads before Azurite, as a data URL.</summary>
    private static readonly Lazy<string> Preload = new(() =>
    {
        using var script = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("azurite.mjs")!);
        return "data:text/javascript," + Uri.EscapeDataString(script.ReadToEnd());
    });

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private AzuriteProcess(Process process, AzuritePorts ports, Task exited)
    {
        _process = process;
        Ports = ports;
        Exited = exited;
    }

    public AzuritePorts Ports { get; }

    public int Id => _process.Id;

    /// <summary>A task that completes when the process has ended.</summary>
    public Task Exited { get; }

    /// <param name="options">The folders of Azurite and of its data.</param>
    /// <param name="ports">The ports on which Azurite listens. The value 0 selects a free port.</param>
    /// <param name="cancellationToken">A token to cancel the start. After the start, <see cref="DisposeAsync"/> stops Azurite.</param>
    /// <exception cref="InvalidOperationException">
    /// Node.js or Azurite is missing, or Azurite ended before it was ready. The message contains Azurite's last output.
    /// </exception>
    public static async Task<AzuriteProcess> StartAsync(AzuriteOptions options, AzuritePorts ports, CancellationToken cancellationToken)
    {
        var script = Path.Combine(options.NodeModules, "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(script))
        {
            throw new InvalidOperationException(
                $"Azurite is not in {options.NodeModules}. Run 'npm ci' in local/, or build the local stack, which installs it.");
        }

        Directory.CreateDirectory(options.DataDirectory);
        var process = Launch(script, options, ports);
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

    private static Process Launch(string script, AzuriteOptions options, AzuritePorts ports)
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                "--import", Preload.Value,
                script,
                "--location", options.DataDirectory,
                "--blobPort", $"{ports.Blobs}",
                "--queuePort", $"{ports.Queues}",
                "--tablePort", $"{ports.Tables}",
                "--skipApiVersionCheck",
                "--disableTelemetry",
                "--silent",
            },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AZURITE_ACCOUNTS"] = $"{AzuriteServer.AccountName}:{options.AccountKey}" },
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("Node.js cannot be started. Install Node 20 or newer, with 'node' on the PATH.", e);
        }
    }

    private static async Task<AzuriteProcess> ListeningAsync(Process process, CancellationToken cancellationToken)
    {
        var lastWords = new LastLines();
        var endpoints = new Dictionary<string, Uri>();
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Read the output until the process ends, because a full pipe would block Azurite.
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

        // WaitForExitAsync also waits for the ends of both streams, so that the last lines are complete.
        var exited = process.WaitForExitAsync(CancellationToken.None);
        var first = await Task.WhenAny(listening.Task, exited).WaitAsync(StartTimeout, cancellationToken).ConfigureAwait(false);
        if (first == exited)
        {
            await exited.ConfigureAwait(false);
            throw new InvalidOperationException(
                $"Azurite ended with code {process.ExitCode} before it was ready. Its last output: {lastWords}");
        }

        var ports = new AzuritePorts(endpoints["Blob"].Port, endpoints["Queue"].Port, endpoints["Table"].Port);
        return new AzuriteProcess(process, ports, exited);
    }

    [GeneratedRegex("^Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>http\\S+)$")]
    private static partial Regex ListeningLine();
}
