namespace LocalStack.Demo;

internal static class DemoIds
{
    /// <summary>The prefix of the ids of all events of the demo, and of no others.</summary>
    public const string EventPrefix = "vega-flights-3m-";
}
