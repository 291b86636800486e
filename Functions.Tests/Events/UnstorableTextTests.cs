using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests escapes of NUL and of an unpaired surrogate, in each property of an event.</summary>
internal sealed class UnstorableTextTests
{
    [Test]
    public void Text_that_cannot_be_stored_is_an_error_of_its_property(
        [ValueSource(nameof(PropertyNames))] string property,
        [Values("\\ud800", "e-1\\ud800", "\\ud800e-1", "LA805-2024-05-01-SCL\\ud800", "\\udc00\\ud800", "\\u0000")] string text,
        [Values] bool isCloudEvent)
    {
        var json = SampleEvents.With(property, $"\"{text}\"");
        if (isCloudEvent)
            json = $$"""
                {"specversion":"1.0","id":"1","source":"/s","type":"FlightDelayed","data":{{json}},"{{property}}":"{{text}}"}
                """;

        var errors = ReadResult.From(json).Errors;

        Assert.That(errors, Has.Some.Matches<ValidationError>(error =>
            error.Rule is EventRule.Unicode or EventRule.ControlCharacter && error.Field.EndsWith(property, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> PropertyNames() =>
        Enumerable.Range(0, FlightEventFields.Count).Select(field => FlightEventFields.Name((FlightEventField)field));
}
