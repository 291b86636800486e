using System.Net.Mime;
using System.Text.Json;
using LatamFunctions.Ingestion;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Publishing;

/// <summary>202: the events are on their way; these ids find them later.</summary>
internal sealed class AcceptedEvents : IResult
{
    private readonly List<(string EventId, string FlightId)> _events;

    private AcceptedEvents(List<(string EventId, string FlightId)> events) => _events = events;

    public IEnumerable<string> EventIds => _events.Select(accepted => accepted.EventId);

    public static AcceptedEvents Of(FlightEventBatch batch)
    {
        var events = new List<(string, string)>(batch.Rows.Length);
        foreach (var row in batch.Rows)
        {
            var json = new Utf8JsonReader(batch.BytesOf(row));
            events.Add((ValueOf(ref json, "EventId"u8), ValueOf(ref json, "FlightId"u8)));
        }

        return new AcceptedEvents(events);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status202Accepted;
        httpContext.Response.ContentType = MediaTypeNames.Application.Json;
        await using (var json = new Utf8JsonWriter(httpContext.Response.BodyWriter))
        {
            json.WriteStartObject();
            json.WriteStartArray("value");
            foreach (var (eventId, flightId) in _events)
            {
                json.WriteStartObject();
                json.WriteString("eventId", eventId);
                json.WriteString("flightId", flightId);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    /// <summary>The next property of that name; rows begin with the event's and the flight's id, in this order.</summary>
    private static string ValueOf(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals(name))
            {
                json.Read();
                return json.GetString()!;
            }
        }

        throw new InvalidOperationException("A row of FlightEvents lacks its ids.");
    }
}
