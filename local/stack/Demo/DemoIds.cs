namespace LocalStack.Demo;

/// <summary>The ids of the demo's events.</summary>
internal static class DemoIds
{
    /// <summary>The prefix of the ids of the demo's events. No other events have this prefix.</summary>
    public const string EventPrefix = "vega-flights-3m-";
}
