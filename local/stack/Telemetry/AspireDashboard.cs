using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using LocalStack.Hosting;

namespace LocalStack.Telemetry;

/// <summary>
/// The Aspire dashboard as a child process: a page for traces, metrics and logs, which it receives by OTLP and has in memory. The page
/// requires a token and its collector a key, so that neither other programs nor pages of other sites read or write telemetry.
/// </summary>
internal sealed partial class AspireDashboard : IAsyncDisposable
{
    /// <summary>
    /// Runs a program until the standard input ends, which it does when this process ends for any reason. The program does not watch its
    /// parent itself.
    /// </summary>
    private const string Supervisor =
        """exec 3<&0; "$@" </dev/null 3<&- & child=$!; (cat <&3; kill "$child") >/dev/null 2>&1 & wait "$child" """;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private AspireDashboard(Process process, Uri frontend, Uri collector, string secret)
    {
        _process = process;
        Page = new Uri(frontend, $"login?t={secret}");
        Api = new Uri(frontend, "api/telemetry/");
        Collector = new OtlpCollector(collector, secret);
    }

    /// <summary>The page, with the token that opens it.</summary>
    public Uri Page { get; }

    /// <summary>The root of the dashboard's JSON API. It requires the collector's key in the <c>x-api-key</c> header.</summary>
    public Uri Api { get; }

    public OtlpCollector Collector { get; }

    /// <param name="program">The dashboard's executable; null where the build has none.</param>
    /// <param name="port">The page's port on loopback; 0 selects a free port.</param>
    /// <param name="cancellationToken">Cancels the start; a started dashboard stops by <see cref="DisposeAsync"/>.</param>
    /// <exception cref="InvalidOperationException">There is no dashboard for this system, or it ended; with its last output.</exception>
    public static async Task<AspireDashboard> StartAsync(string? program, int port, CancellationToken cancellationToken)
    {
        if (program is null)
        {
            throw new InvalidOperationException(
                "The Aspire dashboard is included for Linux on x64 only. Start the stack without --dashboard; "
                + "to send telemetry to a collector that you have started yourself, use --otlp.");
        }

        var secret = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var process = Process.Start(StartInfo(program, port, secret))!;
        try
        {
            return await ListeningAsync(process, secret, cancellationToken).ConfigureAwait(false);
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

    private static ProcessStartInfo StartInfo(string program, int port, string secret) => new("/bin/sh")
    {
        ArgumentList = { "-c", Supervisor, "sh", program },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment =
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = "http://127.0.0.1:0",
            ["Dashboard__Otlp__AuthMode"] = "ApiKey",
            ["Dashboard__Otlp__PrimaryApiKey"] = secret,
            ["Dashboard__Frontend__AuthMode"] = "BrowserToken",
            ["Dashboard__Frontend__BrowserToken"] = secret,
            ["Dashboard__Api__Enabled"] = "true",
            ["Dashboard__Api__AuthMode"] = "ApiKey",
            ["Dashboard__Api__PrimaryApiKey"] = secret,
            ["Dashboard__ApplicationName"] = "LatamFunctions",
        },
    };

    private static async Task<AspireDashboard> ListeningAsync(Process process, string secret, CancellationToken cancellationToken)
    {
        var lastLines = new LastLines();
        var addresses = new Dictionary<string, Uri>();
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Read until the process ends: a full pipe would stop the dashboard.
        process.OutputDataReceived += (_, line) =>
        {
            lastLines.Add(line.Data);
            if (line.Data is null || ListeningLine().Match(line.Data) is not { Success: true } match)
                return;
            addresses[match.Groups["what"].Value] = new Uri(match.Groups["address"].Value);
            if (addresses.ContainsKey("Now") && addresses.ContainsKey("OTLP/HTTP"))
                listening.TrySetResult();
        };
        process.ErrorDataReceived += (_, line) => lastLines.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        // WaitForExitAsync also waits for the ends of both streams, so that the last lines are complete.
        var exited = process.WaitForExitAsync(CancellationToken.None);
        var first = await Task.WhenAny(listening.Task, exited).WaitAsync(StartTimeout, cancellationToken).ConfigureAwait(false);
        if (first == exited)
        {
            throw new InvalidOperationException(
                $"The Aspire dashboard ended with code {process.ExitCode} before it listened. Its last output: {lastLines}");
        }

        return new AspireDashboard(process, addresses["Now"], addresses["OTLP/HTTP"], secret);
    }

    [GeneratedRegex("(?<what>Now|OTLP/HTTP) listening on:? (?<address>http\\S+)")]
    private static partial Regex ListeningLine();
}
