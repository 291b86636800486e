using System.Collections.Concurrent;
using LocalKusto.Catalog;
using LocalKusto.Errors;
using LocalKusto.Storage;

namespace LocalKusto.Ingestion;

/// <summary>Converts data to rows and commits them. The rows of a request are stored completely or not at all.</summary>
internal sealed class Ingestor : IAsyncDisposable
{
    private readonly KustoDatabase _database;
    private readonly GroupCommit _commits;
    private readonly ConcurrentDictionary<Guid, IngestionTarget> _targets = [];
    private readonly ConcurrentDictionary<(IngestionTarget Target, MappingDefinition? Mapping), JsonRecordReader> _jsonReaders = [];

    public Ingestor(KustoDatabase database)
    {
        _database = database;
        _commits = new GroupCommit(database);
    }

    /// <summary>
    /// Stores the rows of <paramref name="data"/> and returns their number. When the task completes, the rows are on disk and visible to
    /// queries.
    /// </summary>
    /// <exception cref="KustoRequestException">
    /// The table or mapping does not exist, or the data cannot be read or stored. No row is stored.
    /// </exception>
    public async ValueTask<int> IngestAsync(IngestionRequest request, ReadOnlyMemory<byte> data)
    {
        while (true)
        {
            try
            {
                using var batch = Read(request, data.Span);
                var rows = batch.RowCount;
                if (rows > 0)
                    await _commits.CommitAsync(batch).ConfigureAwait(false);
                return rows;
            }
            catch (TableAlteredException)
            {
                // The next iteration reads the rows again, with the new definition.
            }
        }
    }

    /// <summary>Reads the rows without storing them.</summary>
    /// <exception cref="TableAlteredException">The table was altered while the data was being read.</exception>
    public RowBatch Read(IngestionRequest request, ReadOnlySpan<byte> data)
    {
        var catalog = _database.Catalog;
        var table = catalog.Tables.GetValueOrDefault(request.Table) ?? throw KustoRequestException.EntityNotFound("Table", request.Table);
        var isJson = request.Format is IngestionFormat.Json or IngestionFormat.MultiJson;
        var mapping = request.MappingName is null
            ? null
            : catalog.FindMapping(table.Name, isJson ? "Json" : "Csv", request.MappingName)
                ?? throw new KustoRequestException(
                    400, "BadRequest_MappingReferenceWasNotFound", "MappingNotFoundException",
                    $"Mapping reference '{request.MappingName}' of kind '{(isJson ? "Json" : "Csv")}' was not found "
                    + $"for the table '{table.Name}'.");

        var target = FindTarget(table);
        var batch = new RowBatch(target);
        try
        {
            if (isJson)
                FindJsonReader(target, mapping).Read(data, allowArrays: request.Format == IngestionFormat.MultiJson, batch);
            else
                new CsvRecordReader(target, SeparatorOf(request.Format), mapping).Read(data, request.IgnoreFirstRecord, batch);
            return batch;
        }
        catch (MalformedDataException e)
        {
            batch.Dispose();
            throw new KustoRequestException(400, e.Code, "KustoBadRequestException",
                $"Bad request: {e.Message}. No row of the request was stored.", cause: e);
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync().ConfigureAwait(false);
        foreach (var target in _targets.Values)
            target.Dispose();
    }

    private IngestionTarget FindTarget(TableDefinition table)
    {
        while (true)
        {
            if (_targets.TryGetValue(table.Id, out var known))
            {
                if (known.Table == table)
                    return known;
                if (_targets.TryRemove(new(table.Id, known)))
                {
                    foreach (var key in _jsonReaders.Keys.Where(key => key.Target == known))
                        _jsonReaders.TryRemove(key, out _);
                    known.Dispose();
                }
                continue;
            }
            var target = new IngestionTarget(table, () => _database.CreateChunk(table));
            if (_targets.TryAdd(table.Id, target))
                return target;
        }
    }

    private JsonRecordReader FindJsonReader(IngestionTarget target, MappingDefinition? mapping) =>
        _jsonReaders.GetOrAdd((target, mapping), key => key.Mapping is null ? new JsonRecordReader(key.Target)
            : new JsonRecordReader(key.Target, key.Mapping));

    private static byte SeparatorOf(IngestionFormat format) => format switch
    {
        IngestionFormat.Tsv => (byte)'\t',
        IngestionFormat.Scsv => (byte)';',
        IngestionFormat.Sohsv => 1,
        IngestionFormat.Psv => (byte)'|',
        _ => (byte)',',
    };
}
