using System.Globalization;
using LatamFunctions.Events;

namespace LatamFunctions.Publishing;

/// <summary>
/// The limits for publishers, with the values in the code. The API description contains these tables, and a test compares
/// docs/publishing.md with them.
/// </summary>
internal static class PublishingLimits
{
    /// <summary>The default settings for request bodies.</summary>
    private static readonly RequestBodyOptions RequestBodies = new();

    /// <summary>The limits for requests, events and properties, as a Markdown table.</summary>
    public static readonly string Table = TableOf(
        ("Applies to", "Limit"),
        ("events of a request", Number(EventRequest.MaxEvents)),
        ("body of a request, compressed and decompressed", $"{Number(EventRequest.MaxBytes)} bytes"),
        (
            "body in `text/csv`",
            $"{Number(CsvEvents.MaxBytes)} bytes; after conversion to JSON, at most {CsvEvents.MaxGrowth} times the size of the CSV"),
        ("row of `text/csv`", $"{Number(CsvEvents.MaxRecordCharacters)} characters"),
        (
            "memory for the bodies of all requests to one instance",
            $"{Number(RequestBodies.MaxMemoryBytes)} bytes "
            + $"({Setting(RequestBodyOptions.Section, nameof(RequestBodyOptions.MaxMemoryBytes))}), "
            + $"at most half of this for one key; the first {Number(RequestMemory.FreeBytes)} bytes of a body reserve no memory, and each "
            + $"further byte reserves {RequestMemory.BytesPerBodyByte} bytes"),
        (
            "time to receive a body",
            string.Create(CultureInfo.InvariantCulture,
                $"{RequestBodies.MaxDuration.TotalSeconds:0} seconds "
                + $"({Setting(RequestBodyOptions.Section, nameof(RequestBodyOptions.MaxDuration))})")),
        ("errors that a response lists", Number(EventChecks.MaxErrors)),
        ("reported errors of one event", Number(FlightEventReader.MaxErrors)),
        ("event", $"{Number(FlightEventReader.MaxEventBytes)} bytes"),
        ("nesting depth of objects and arrays", $"{FlightEventReader.MaxDepth} levels, including the event"),
        ("properties without a column", Number(FlightEventReader.MaxProperties)),
        ("`eventId`, `flightId`", $"{FlightEventChecks.MaxIdLength} characters"),
        ("`source`, `dataSchema`, `eventType`", $"{FlightEventChecks.MaxNameLength} characters"),
        (FlightProperties.NamesOf(PropertyForm.Text), $"{FlightEventChecks.MaxTextLength} characters"),
        ("`schemaVersion`", $"{FlightEventChecks.MaxVersionLength} characters"),
        (FlightProperties.NamesOf(PropertyForm.Airline), "2 or 3 characters"),
        (FlightProperties.NamesOf(PropertyForm.FlightNumber), $"{AsciiCode.MaxLength} characters"),
        (FlightProperties.NamesOf(PropertyForm.Airport), "3 or 4 letters"),
        (
            FlightProperties.NamesOf(PropertyForm.Minutes),
            Range(FlightEventChecks.MinDelayMinutes, FlightEventChecks.MaxDelayMinutes)),
        (FlightProperties.NamesOf(PropertyForm.Kilometers), Range(0, (int)FlightEventChecks.MaxDistanceKm)),
        (
            "`occurredAt` ahead of the clock of the app",
            string.Create(CultureInfo.InvariantCulture,
                $"{MessageLimits.DefaultMaxClockSkew.TotalMinutes:0} minutes ({Setting(nameof(MessageLimits.MaxClockSkew))})")),
        ("times and dates", $"years {FlightEventChecks.FirstYear} to {FlightEventChecks.LastYear}"));

    /// <summary>The configurable limits for messages in the event hub, as a Markdown table.</summary>
    public static readonly string MessageTable = TableOf(
        ("Limit", "Default", "Setting", "Reason in the dead letter"),
        ("events", Number(MessageLimits.DefaultMaxEvents), Setting(nameof(MessageLimits.MaxMessageEvents)), $"`{EventRule.TooManyEvents}`"),
        (
            "validation errors across all events",
            Number(MessageLimits.DefaultMaxErrors),
            Setting(nameof(MessageLimits.MaxMessageErrors)),
            $"`{EventRule.TooManyErrors}`"),
        (
            "bytes of the body, decompressed",
            Number(MessageLimits.DefaultMaxBytes),
            Setting(nameof(MessageLimits.MaxMessageBytes)),
            $"`{EventRule.Size}`"));

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Range(int min, int max) => $"{Number(min)} to {Number(max)}";

    private static string Setting(string name) => Setting(MessageLimits.Section, name);

    private static string Setting(string section, string name) => $"`{section}__{name}`";

    private static string TableOf((string, string) header, params ReadOnlySpan<(string Of, string Limit)> rows)
    {
        var lines = $"| {header.Item1} | {header.Item2} |\n|---|---|\n";
        foreach (var (of, limit) in rows)
            lines += $"| {of} | {limit} |\n";
        return lines;
    }

    private static string TableOf(
        (string, string, string, string) header, params ReadOnlySpan<(string Limit, string Default, string Setting, string Reason)> rows)
    {
        var lines = $"| {header.Item1} | {header.Item2} | {header.Item3} | {header.Item4} |\n|---|---|---|---|\n";
        foreach (var (limit, value, setting, reason) in rows)
            lines += $"| {limit} | {value} | {setting} | {reason} |\n";
        return lines;
    }
}
