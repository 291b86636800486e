using System.Text;
using LocalKusto.Errors;
using LocalKusto.Ingestion;

namespace LocalKusto.Commands;

/// <summary>
/// Implements <c>.ingest inline into table T [with (…)] &lt;| data</c>. The data can also be records in brackets: <c>[1,"a"] [2,"b"]</c>.
/// Ingestion from storage is rejected because the engine does not read files.
/// </summary>
internal static class IngestInlineCommand
{
    public static Command Read(CommandReader reader)
    {
        reader.TryWord("async");
        if (!reader.TryWord("inline"))
        {
            reader.ReadRest();
            return new Command("DataIngestPull", _ => throw KustoRequestException.BadRequest(
                "The local engine does not read from storage. Send the data with '.ingest inline' or by streaming ingestion."));
        }
        reader.ExpectWord("into");
        reader.TryWord("table");
        var table = reader.ReadName();
        var properties = reader.ReadProperties();
        var data = reader.Try("<|") ? reader.ReadRest().TrimStart() : ReadRecords(reader);
        if (!Enum.TryParse<IngestionFormat>(properties.GetValueOrDefault("format", "csv"), ignoreCase: true, out var format)
            || !Enum.IsDefined(format))
            throw KustoRequestException.BadRequest($"The local engine does not support the format '{properties["format"]}'.");
        var request = new IngestionRequest(
            table,
            format,
            properties.GetValueOrDefault("ingestionMappingReference"),
            properties.IsTrue("ignoreFirstRecord"));

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
            }, context.Database.MaxIngestionWait);
            return CommandResult.Create(CommandResult.Schema("ExtentId:guid"), [Guid.NewGuid()]);
        });
    }

    // Returns the records as CSV lines. A bracket in quotes is part of a value.
    private static string ReadRecords(CommandReader reader)
    {
        var records = new StringBuilder();
        reader.Expect("[");
        do
        {
            var rest = reader.Text.AsSpan(reader.Position);
            var end = 0;
            for (var isQuoted = false; end < rest.Length && (isQuoted || rest[end] != ']'); end++)
                isQuoted ^= rest[end] == '"';
            if (end == rest.Length)
                throw reader.Unexpected();
            records.Append(rest[..end].Trim()).Append('\n');
            reader.Rewind(reader.Position + end + 1);
        }
        while (reader.Try("["));
        return records.ToString();
    }
}
