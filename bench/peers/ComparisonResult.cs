using ApiBenchmark;

namespace PeerBenchmark;

/// <summary>A figure for both systems.</summary>
internal sealed record Pair<T>(T Peer, T Ours);

/// <summary>The results of a run.</summary>
/// <param name="Setting">The time and environment of the run.</param>
/// <param name="Options">The options of the run, which determine its size.</param>
/// <param name="FlightsPerList">The average number of flights in a response to a query for departures.</param>
/// <param name="Rounds">The rounds of publishing.</param>
/// <param name="Reads">The measurements of the HTTP API.</param>
/// <param name="Kills">The runs in which services were killed. The first run is the peer's.</param>
/// <param name="Lines">The lines of code.</param>
internal sealed record ComparisonResult(
    RunSetting Setting, PeerOptions Options, double FlightsPerList, IReadOnlyList<Pair<PublishRound>> Rounds,
    IReadOnlyList<ReadResult> Reads, IReadOnlyList<KillResult> Kills, CodeLines Lines);

/// <param name="Commit">The latest commit that changed the app, the schema or the local stack.</param>
/// <param name="BusyBefore">The share of processor time that other processes used immediately before the run.</param>
/// <param name="Versions">The peer's Debian packages and their versions.</param>
internal sealed record RunSetting(DateTimeOffset Started, string Commit, string Machine, double BusyBefore, string Versions);

/// <param name="Acknowledged">The number of acknowledged events per second.</param>
/// <param name="Stored">
/// The number of stored events per second, measured from the first publication until a query counts all events.
/// </param>
internal sealed record PublishRound(double Acknowledged, double Stored);

/// <summary>The results for one kind of request with one number of clients.</summary>
/// <param name="Peer">The peer's figures. The peer has no cache.</param>
/// <param name="Uncached">The stack's figures for requests that bypass its cache.</param>
/// <param name="Cached">The stack's figures for repeated requests.</param>
internal sealed record ReadResult(QueryKind Kind, int Clients, KindFigures Peer, KindFigures Uncached, KindFigures Cached);

/// <param name="Killed">The number of kills per service.</param>
/// <param name="Acknowledged">The number of acknowledged events.</param>
/// <param name="Lost">The number of acknowledged events that were not stored.</param>
/// <param name="Twice">The number of visible rows that are duplicates.</param>
/// <param name="Repeated">The number of batches that were sent again because their result was unknown.</param>
/// <param name="LongestPause">The longest time without an acknowledgement.</param>
/// <param name="Settled">The time from the last acknowledgement until all events were stored.</param>
internal sealed record KillResult(
    string Name, IReadOnlyDictionary<string, int> Killed, long Acknowledged, long Lost, long Twice, int Repeated, TimeSpan LongestPause,
    TimeSpan Settled);

/// <summary>The number of lines of code.</summary>
/// <param name="Peer">The lines of Python and SQL in the peer.</param>
/// <param name="SamePath">
/// The lines of C# in the app's folders with the peer's functions: reading, validating and storing events, and returning flights.
/// </param>
/// <param name="App">The lines of C# in the deployed app.</param>
/// <param name="Schema">The lines of KQL in the database schema.</param>
/// <param name="Local">The lines of C# in the local stack, which replaces Azure services.</param>
internal sealed record CodeLines(int Peer, int SamePath, int App, int Schema, int Local);
