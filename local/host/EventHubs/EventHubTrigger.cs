using System.Text.RegularExpressions;
using LocalFunctions.Host.Metadata;

namespace LocalFunctions.Host.EventHubs;

/// <summary>The Event Hubs trigger of a function.</summary>
/// <param name="Function">The function with the trigger.</param>
/// <param name="ParameterName">The parameter that receives the events.</param>
/// <param name="ConsumerGroup">The consumer group's name.</param>
/// <param name="Connection">
/// The name of the app setting with the connection, or an empty string if the trigger does not specify a connection.
/// </param>
/// <param name="IsBatched">Whether one invocation can receive several events.</param>
/// <param name="Form">The form in which the worker receives an event.</param>
internal sealed partial record EventHubTrigger(
    FunctionDefinition Function,
    string ParameterName,
    string EventHubName,
    string ConsumerGroup,
    string Connection,
    bool IsBatched,
    EventForm Form)
{
    public const string BindingType = "eventHubTrigger";

    /// <exception cref="FormatException">The binding is incomplete, or refers to a setting that does not exist.</exception>
    public static EventHubTrigger From(FunctionDefinition function, FunctionBinding trigger, IReadOnlyDictionary<string, string> settings)
    {
        var name = Resolve(trigger.Text("eventHubName") ?? throw new FormatException("the trigger has no event hub name"), settings);
        var group = trigger.Text("consumerGroup") is { Length: > 0 } configured ? Resolve(configured, settings) : "$Default";
        return new EventHubTrigger(
            function,
            trigger.Name,
            name,
            group,
            trigger.Text("connection") ?? "",
            !string.Equals(trigger.Text("cardinality"), "One", StringComparison.OrdinalIgnoreCase),
            trigger.SupportsDeferredBinding ? EventForm.Message
                : string.Equals(trigger.Text("dataType"), "Binary", StringComparison.OrdinalIgnoreCase) ? EventForm.Bytes
                : EventForm.Text);
    }

    /// <summary>Replaces binding expressions of the form <c>%NAME%</c> with the value of the app setting <c>NAME</c>.</summary>
    private static string Resolve(string text, IReadOnlyDictionary<string, string> settings) => SettingReference().Replace(text, match =>
    {
        var name = match.Groups[1].Value;
        return settings.GetValueOrDefault(name)
            ?? settings.GetValueOrDefault(name.Replace("__", ":", StringComparison.Ordinal))
            ?? throw new FormatException($"the trigger refers to the app setting '{name}', which does not exist");
    });

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex SettingReference();
}
