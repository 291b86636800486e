using System.Text.Json;

namespace LocalStack.Demo;

/// <summary>
/// A few made-up flights of Latin America, one of each kind that the sample does not have: diverted, returned, sold under two numbers,
/// retimed over midnight UTC, cancelled. They have airlines and numbers, which the sample lacks.
/// </summary>
internal static class ExampleFlights
{
    /// <summary>The body of one batch for Event Hubs' REST API: a message of JSON Lines.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllTextAsync(BuildPaths.ExampleFlights, cancellationToken).ConfigureAwait(false);
        return JsonSerializer.SerializeToUtf8Bytes(new[] { new { Body = lines } });
    }
}
