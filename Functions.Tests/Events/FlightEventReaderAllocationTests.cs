using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

public class FlightEventReaderAllocationTests
{
    private const string CloudEvent =
        """
        {"specversion":"1.0","id":"c","source":"/s","type":"com.latam.FlightDelayed","time":"2024-05-01T09:00:00Z","subject":"LA805",
         "data":{"origin":"SCL","destination":"LIM","scheduledDeparture":"2024-05-01T10:20:00Z","gate":"\u0037"}}
        """;

    [TestCase(SampleEvents.Departed)]
    [TestCase(CloudEvent)]
    public void Reading_a_valid_event_allocates_nothing(string message)
    {
        var bytes = SampleEvents.Bytes(message);
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        ReadMany(reader, bytes, batch); // Grows the buffers and compiles the code.

        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadMany(reader, bytes, batch);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static void ReadMany(FlightEventReader reader, byte[] message, FlightEventBatch batch)
    {
        batch.Clear();
        for (var i = 0; i < 2000; i++)
            reader.Read(message, i, in ReadResult.Position, SampleEvents.Now, batch);
        if (batch.Rejected.Count > 0)
            throw new InvalidOperationException(batch.Rejected[0].Errors[0].ToString());
    }
}
