using System.Text;
using LocalKusto.Ingestion;
using LocalKusto.Storage;

namespace LocalKusto.Commands;

/// <summary><c>.ingest inline into table T [with (…)] &lt;| data</c>. Ingesting from storage is refused: the engine reads no files.</summary>
internal static class IngestInlineCommand
{
    public static Command Read(CommandReader reader)
    {
        reader.TryWord("async");
        if (!reader.TryWord("inline"))
        {
            reader.ReadRest();
            return new Command("DataIngestPull", _ => throw KustoRequestException.BadRequest(
                "The local engine does not read from storage: send the data with '.ingest inline' or by streaming ingestion."));
        }
        reader.ExpectWord("into");
        reader.TryWord("table");
        var table = reader.ReadName();
        var properties = reader.ReadProperties();
        reader.Expect("<|");
        var data = reader.ReadRest().TrimStart();
        if (!Enum.TryParse<IngestionFormat>(properties.GetValueOrDefault("format", "csv"), ignoreCase: true, out var format) || !Enum.IsDefined(format))
            throw KustoRequestException.BadRequest($"The local engine does not read the format '{properties["format"]}'.");
        var request = new IngestionRequest(
            table,
            format,
            properties.GetValueOrDefault("ingestionMappingReference"),
            string.Equals(properties.GetValueOrDefault("ignoreFirstRecord"), "true", StringComparison.OrdinalIgnoreCase));

        return new Command("DataIngestInline", context =>
        {
            using var batch = context.Ingestor.Read(request, Encoding.UTF8.GetBytes(data));
            context.Database.Write([batch.Target.Table], (connection, catalog) =>
            {
                if (catalog.Tables.GetValueOrDefault(table) != batch.Target.Table)
                    throw new TableAlteredException(table);
                using var appender = connection.CreateAppender(batch.Target.Table.PhysicalName);
                batch.AppendTo(appender);
                appender.Flush();
                return true;
            });
            return CommandResult.Of(CommandResult.Schema("ExtentId:guid"), [Guid.NewGuid()]);
        });
    }
}
