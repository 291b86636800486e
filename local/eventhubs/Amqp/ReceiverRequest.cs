using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace LocalEventHubs.Amqp;

/// <summary>The properties in a receiver's attach frame.</summary>
/// <param name="Epoch">The receiver's owner level, or <c>null</c> for a receiver that shares the partition.</param>
internal sealed record ReceiverRequest(StartPosition Position, long? Epoch, string Name, bool WantsRuntimeMetric)
{
    private static readonly AmqpSymbol Filter = "apache.org:selector-filter:string";
    private static readonly AmqpSymbol EpochProperty = "com.microsoft:epoch";
    private static readonly AmqpSymbol NameProperty = "com.microsoft:receiver-name";
    private static readonly AmqpSymbol RuntimeMetric = "com.microsoft:enable-receiver-runtime-metric";

    /// <exception cref="AmqpException">The filter or the epoch is invalid.</exception>
    public static ReceiverRequest From(SendingAmqpLink link)
    {
        var filter = (link.Settings.Source as Source)?.FilterSet?[Filter];
        var text = filter is DescribedType described ? described.Value as string : filter as string;
        if (filter is not null && text is null)
            throw AmqpErrors.InvalidArgument("The selector filter is not a string.");

        return new ReceiverRequest(
            StartPosition.Parse(text) ?? throw AmqpErrors.InvalidArgument(
                $"The selector filter '{text}' is not supported. It must have a form such as amqp.annotation.x-opt-offset > '-1'."),
            Property(link, EpochProperty) switch
            {
                long value => value,
                int value => value,
                null => null,
                _ => throw AmqpErrors.InvalidArgument("The link property com.microsoft:epoch is not a whole number."),
            },
            Property(link, NameProperty) as string ?? "nil",
            link.Settings.DesiredCapabilities?.Contains(RuntimeMetric) ?? false);
    }

    private static object? Property(AmqpLink link, AmqpSymbol name) => link.Settings.Properties?[name];
}
