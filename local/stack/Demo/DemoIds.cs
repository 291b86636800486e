namespace LocalStack.Demo;

internal static class DemoIds
{
    /// <summary>All events of the demo, and no others, have ids that begin with it.</summary>
    public const string EventPrefix = "vega-flights-3m-";
}
