using DuckDB.NET.Native;
using LocalKusto.DuckDb;
using LocalKusto.Errors;

namespace LocalKusto.Tests.Storage;

/// <summary>Tests that clients receive Kusto's error messages, and that DuckDB's messages appear only in the log.</summary>
public sealed class DatabaseErrorTests
{
    private const string DuckDbMessage = "IO Error: Could not write file \"/data/kusto.duckdb.wal\": No space left on device";

    [Test]
    public void Statement_errors_contain_no_database_error_text([Values] DuckDBErrorType type)
    {
        var error = new DuckDbException(DuckDbMessage, type);

        var failure = KustoRequestException.FromAny(error, "T | count");

        Assert.That(failure.Message, Does.Not.Contain("IO Error").And.Not.Contain("/data"));
        Assert.That(failure.InnerException, Is.SameAs(error), "the exception that is logged");
    }

    [Test]
    public void Rows_that_could_not_be_stored_can_be_sent_again()
    {
        var failure = KustoRequestException.NotStored(new DuckDbException(DuckDbMessage, DuckDBErrorType.Io));

        Assert.That(failure.Message, Does.Contain("No row of the request was stored").And.Not.Contain("/data"));
        Assert.That((failure.HttpStatus, failure.IsPermanent), Is.EqualTo((503, false)));
    }
}
