using DuckDB.NET.Native;
using LocalKusto.DuckDb;
using LocalKusto.Errors;

namespace LocalKusto.Tests.Storage;

/// <summary>Clients receive Kusto's error messages; those of the underlying database are in the log.</summary>
public sealed class DatabaseErrorTests
{
    private const string Words = "IO Error: Could not write file \"/data/kusto.duckdb.wal\": No space left on device";

    [Test]
    public void Statement_errors_contain_no_database_error_text([Values] DuckDBErrorType type)
    {
        var error = new DuckDbException(Words, type);

        var failure = KustoRequestException.FromAny(error, "T | count");

        Assert.That(failure.Message, Does.Not.Contain("IO Error").And.Not.Contain("/data"));
        Assert.That(failure.InnerException, Is.SameAs(error), "what the log has");
    }

    [Test]
    public void Rows_that_could_not_be_stored_can_be_sent_again()
    {
        var failure = KustoRequestException.NotStored(new DuckDbException(Words, DuckDBErrorType.Io));

        Assert.That(failure.Message, Does.Contain("could not be stored").And.Not.Contain("/data"));
        Assert.That((failure.HttpStatus, failure.IsPermanent), Is.EqualTo((503, false)));
    }
}
