using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using LocalStack.Hosting;

namespace LocalStack.Telemetry;

/// <summary>
/// The Aspire dashboard as a child process: a page with traces, metrics and logs, which the dashboard receives over OTLP and stores in
/// memory. The page requires a token, and the collector requires a key, so that other programs and pages of other sites cannot read or
/// write telemetry.
/// </summary>
internal sealed partial class AspireDashboard : IAsyncDisposable
{
    /// <summary>
    /// A shell script that runs the dashboard until the script's standard input ends, which happens when the stack's process ends for any
    /// reason. The dashboard does not detect the end of its parent process.
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

    /// <summary>The address of the page, including the access token.</summary>
    public Uri Page { get; }

    /// <summary>The root of the dashboard's JSON API. The API requires the collector's key in the <c>x-api-key</c> header.</summary>
    public Uri Api { get; }

    public OtlpCollector Collector { get; }

    /// <param name="program">The dashboard's executable, or <c>null</c> if the build does not include the dashboard.</param>
    /// <param name="port">The page's port on the loopback address, or 0 for a free port.</param>
    /// <param name="cancellationToken">
    /// A token to cancel the start. After the start, <see cref="DisposeAsync"/> stops the dashboard.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// The dashboard is not available for this system, or its process ended before it was ready.
    /// </exception>
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

        // Read the output until the process ends, because a full pipe would block the dashboard.
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
                $"The Aspire dashboard ended with code {process.ExitCode} before it was ready. Its last output: {lastLines}");
        }

        return new AspireDashboard(process, addresses["Now"], addresses["OTLP/HTTP"], secret);
    }

    [GeneratedRegex("(?<what>Now|OTLP/HTTP) listening on:? (?<address>http\\S+)")]
    private static partial Regex ListeningLine();
}
