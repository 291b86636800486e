namespace LatamFunctions.Telemetry;

/// <summary>The counts of an indicator in an interval: a row of the table ServiceLevels.</summary>
/// <param name="Indicator">The indicator's name in docs/operations/slos.md.</param>
/// <param name="Segment">The function for the API's indicators; empty for the others.</param>
/// <param name="Total">Responses, events, batches or minutes.</param>
/// <param name="Good">The number of good ones.</param>
internal readonly record struct ServiceLevel(string Indicator, string Segment, long Total, long Good);
