namespace LocalStack.Configuration;

/// <summary>The names of the app's resources in the stack.</summary>
public static class ResourceNames
{
    public const string EventHub = "flight-events";
    public const string ConsumerGroup = "ingest";
    public const string Database = "flights";
    public const string DeadLetterTable = "deadletters";
}
