using ApiBenchmark;

namespace PeerBenchmark;

/// <summary>A figure of both sides.</summary>
internal sealed record Pair<T>(T Peer, T Ours);

/// <summary>The figures of a run.</summary>
/// <param name="Setting">The place and the time of the run.</param>
/// <param name="Options">The size of the run.</param>
/// <param name="FlightsPerList">The flights in the response to a query for departures, on average.</param>
/// <param name="Rounds">The rounds of publishing.</param>
/// <param name="Reads">The measurements of the HTTP API.</param>
/// <param name="Kills">The runs of kills, of the peer first.</param>
/// <param name="Lines">The lines of code.</param>
internal sealed record ComparisonResult(
    RunSetting Setting, PeerOptions Options, double FlightsPerList, IReadOnlyList<Pair<PublishRound>> Rounds,
    IReadOnlyList<ReadResult> Reads, IReadOnlyList<KillResult> Kills, CodeLines Lines);

/// <param name="Commit">The last commit that changed the app, the schema or the local stack.</param>
/// <param name="BusyBefore">The part of the processors that other processes used just before the run.</param>
/// <param name="Versions">Debian's packages and their versions.</param>
internal sealed record RunSetting(DateTimeOffset Started, string Commit, string Machine, double BusyBefore, string Versions);

/// <param name="Acknowledged">Acknowledged events a second.</param>
/// <param name="Stored">Stored events a second, from the first publication until a query counts all.</param>
internal sealed record PublishRound(double Acknowledged, double Stored);

/// <summary>Requests of one kind by some clients.</summary>
/// <param name="Peer">The peer, which has no cache.</param>
/// <param name="Uncached">The stack, by requests that bypass its cache.</param>
/// <param name="Cached">The stack, by repeated requests.</param>
internal sealed record ReadResult(QueryKind Kind, int Clients, KindFigures Peer, KindFigures Uncached, KindFigures Cached);

/// <param name="Killed">The kills by service.</param>
/// <param name="Acknowledged">Events that were acknowledged.</param>
/// <param name="Lost">Acknowledged events that are not stored.</param>
/// <param name="Twice">Rows in which a reader sees an event once more.</param>
/// <param name="Repeated">Batches that were sent again, since their result was unknown.</param>
/// <param name="LongestPause">The longest time without an acknowledgement.</param>
/// <param name="Settled">The time from the last acknowledgement until all events are stored.</param>
internal sealed record KillResult(
    string Name, IReadOnlyDictionary<string, int> Killed, long Acknowledged, long Lost, long Twice, int Repeated, TimeSpan LongestPause,
    TimeSpan Settled);

/// <param name="Peer">Python and SQL of the peer.</param>
/// <param name="SamePath">The folders of the app that do what the peer does: read, validate and store events, and return flights.</param>
/// <param name="App">C# of the deployed app.</param>
/// <param name="Schema">The schema of the database.</param>
/// <param name="Local">The local stack, which takes the place of Azure's services.</param>
internal sealed record CodeLines(int Peer, int SamePath, int App, int Schema, int Local);
