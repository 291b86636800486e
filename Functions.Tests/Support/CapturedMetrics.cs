using System.Diagnostics.Metrics;
using LatamFunctions.Ingestion;
using LatamFunctions.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace LatamFunctions.Tests.Support;

/// <summary>Captures the app's metrics, aggregated by name and dimensions as in an exporter.</summary>
internal sealed class CapturedMetrics : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, CapturedSeries> _series = [];

    public CapturedMetrics()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope != meters)
                return;
            lock (_series)
            {
                Instruments.Add(instrument.Name);
                Definitions.Add(instrument);
            }

            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
        _listener.Start();
        Ingest = new IngestMetrics(meters);
        Api = new ApiMetrics(meters);
    }

    public IngestMetrics Ingest { get; }

    public ApiMetrics Api { get; }

    /// <summary>The names of all instruments that the app has created.</summary>
    public List<string> Instruments { get; } = [];

    /// <summary>All instruments that the app has created, with units and descriptions.</summary>
    public List<Instrument> Definitions { get; } = [];

    public double SumOf(string name) => Series(name).Sum(series => series.Sum);

    public int CountOf(string name) => Series(name).Sum(series => series.Count);

    public IReadOnlyList<CapturedSeries> Series(string name)
    {
        lock (_series)
            return [.. _series.Values.Where(series => series.Name == name)];
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    private void Add(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var properties = tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}");
        var key = $"{name}|{string.Join('|', properties.OrderBy(property => property.Key, StringComparer.Ordinal))}";
        lock (_series)
        {
            _series[key] = _series.TryGetValue(key, out var known)
                ? known with
                {
                    Sum = known.Sum + value,
                    Count = known.Count + 1,
                    Min = Math.Min(known.Min, value),
                    Max = Math.Max(known.Max, value),
                }
                : new CapturedSeries(name, properties, value, 1, value, value);
        }
    }
}

/// <summary>The aggregated values of a metric for one set of dimensions.</summary>
internal sealed record CapturedSeries(
    string Name, IReadOnlyDictionary<string, string> Properties, double Sum, int Count, double Min, double Max);
