using LocalStack.Configuration;
using OpenTelemetry.Trace;

namespace LocalStack.Telemetry;

/// <summary>
/// The receiver of the worker's telemetry. If the stack has a collector (<c>--dashboard</c>, <c>--otlp</c>), the worker's telemetry and the
/// spans of this process are exported to the collector.
/// </summary>
internal sealed class StackTelemetry : IAsyncDisposable
{
    private TracerProvider? _spans;

    private StackTelemetry()
    {
    }

    public OtlpReceiver Receiver { get; private set; } = null!;

    /// <summary>The Aspire dashboard, or <c>null</c> if the stack has no dashboard.</summary>
    public AspireDashboard? Dashboard { get; private set; }

    /// <exception cref="InvalidOperationException">The dashboard cannot start. The message is intended for the user.</exception>
    public static async Task<StackTelemetry> StartAsync(LocalStackOptions options, CancellationToken cancellationToken)
    {
        var telemetry = new StackTelemetry();
        try
        {
            if (options.DashboardPort is { } port)
                telemetry.Dashboard = await AspireDashboard.StartAsync(BuildPaths.Dashboard, port, cancellationToken).ConfigureAwait(false);
            var collector = telemetry.Dashboard?.Collector ?? (options.OtlpCollector is { } address ? new OtlpCollector(address) : null);
            telemetry.Receiver = await OtlpReceiver.StartAsync(collector, cancellationToken).ConfigureAwait(false);
            telemetry._spans = collector is null ? null : StackSpans.ExportTo(collector);
            return telemetry;
        }
        catch
        {
            await telemetry.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _spans?.Dispose();
        if (Receiver is not null)
            await Receiver.DisposeAsync().ConfigureAwait(false);
        if (Dashboard is not null)
            await Dashboard.DisposeAsync().ConfigureAwait(false);
    }
}
