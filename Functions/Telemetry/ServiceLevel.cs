namespace LatamFunctions.Telemetry;

/// <summary>The counts for an indicator in an interval, which become a row in the table ServiceLevels.</summary>
/// <param name="Indicator">The indicator's name in docs/operations/slos.md.</param>
/// <param name="Segment">The function for an API indicator; empty for other indicators.</param>
/// <param name="Total">The total number of responses, events, batches or minutes.</param>
/// <param name="Good">The number of responses, events, batches or minutes that met the objective.</param>
internal readonly record struct ServiceLevel(string Indicator, string Segment, long Total, long Good);
