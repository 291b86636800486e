using System.Text.Json;

namespace IngestionBenchmark;

/// <summary>Reads and ignores all tokens. The cost is a lower bound for any reader that is based on Utf8JsonReader.</summary>
internal sealed class BareReader : Candidate
{
    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true };

    public override string Name => "bare Utf8JsonReader pass";

    public override bool ProducesRows => false;

    public override int RowBytes => 0;

    public override void StartBatch()
    {
    }

    public override byte[] CopyRows() => [];

    public override int Process(ReadOnlyMemory<byte> message, Shape shape)
    {
        var reader = new Utf8JsonReader(message.Span, Options);
        var events = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0)
                events++;
        }

        return events;
    }
}
