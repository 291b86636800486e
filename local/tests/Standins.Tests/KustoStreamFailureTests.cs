using Kusto.Data.Exceptions;
using Microsoft.AspNetCore.Http;

namespace Standins.Tests;

/// <summary>Tests failures within the rows of a response, and responses that are not in Kusto's format.</summary>
internal sealed class KustoStreamFailureTests : KustoQueryTestBase
{
    [Test]
    public async Task A_failure_after_some_rows_is_thrown_by_Read()
    {
        using var reader = await ReadAsync(KustoResponses.Table(
            KustoResponses.Column("n", "Int64", "long"),
            """[1],{"Exceptions":["Query execution lacks memory resources to complete (80DA0007)"]}"""));

        Assert.That(reader.Read(), Is.True);
        Assert.That(reader.Read, Throws.TypeOf<KustoServicePartialQueryFailureException>().With.Message.Contains("lacks memory"));
    }

    [Test]
    public async Task A_limit_exceeded_after_some_rows_has_its_own_exception_type()
    {
        var error = KustoResponses.Error(
            "LimitsExceeded", nameof(KustoServicePartialQueryFailureLimitsExceededException), "exceeded (80DA0003)", permanent: false);

        using var reader = await ReadAsync(
            KustoResponses.Table(KustoResponses.Column("n", "Int64", "long"), $$"""{"OneApiErrors":[{{error}}]}"""));

        Assert.That(reader.Read, Throws.TypeOf<KustoServicePartialQueryFailureLimitsExceededException>()
            .With.Property("FailureSubCode").EqualTo("LimitsExceeded").And.Property("IsPermanent").False);
    }

    [TestCase("""{"Tables":[{"TableName":"T","Columns":[{"ColumnName":"n","DataType":"Int64"}],"Rows":[[1],[2""")]
    [TestCase("""{"Tables":[{"TableName":"T","Columns":[{"ColumnName":"n","DataType":"Int64"}],"Rows":[[1]""")]
    [TestCase("""{"Tables":[{"TableName":"T","Columns":[{"ColumnName":"n","DataType":"Int64"}],"Rows":[[1],["two"]]}]}""")]
    [TestCase("""{"Tables":[{"TableName":"T","Columns":[{"ColumnName":"n","DataType":"Int64"}],"Rows":[[1],[2,3]]}]}""")]
    [TestCase("""{"Tables":[{"TableName":"T","Columns":[{"ColumnName":"n","DataType":"Int64"}],"Rows":[[1],nonsense]}]}""")]
    public async Task Malformed_rows_are_a_stream_error(string response)
    {
        using var reader = await ReadAsync(response);

        Assert.That(reader.Read(), Is.True);
        Assert.That(reader.Read, Throws.TypeOf<KustoDataStreamException>());
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("<html>")]
    [TestCase("""{"Tables":[{"TableName":"T","Rows":[[1]]}]}""")]
    [TestCase("""{"Tables":[{"TableName":"T","Colu""")]
    public async Task A_response_that_is_not_from_Kusto_is_a_stream_error(string response)
    {
        await using var server = await ScriptedServer.StartAsync(200, response);

        Assert.That(async () => await Client(server).ExecuteQueryAsync("db", "T", null), Throws.TypeOf<KustoDataStreamException>());
    }

    [Test]
    public async Task A_connection_lost_after_some_rows_is_a_stream_error()
    {
        var firstRowRead = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync(
                """{"Tables":[{"TableName":"T","Columns":[{"ColumnName":"n","DataType":"Int64"}],"Rows":[[1],""");
            await context.Response.Body.FlushAsync();
            await firstRowRead.Task;
            context.Abort();
        });

        using var reader = await Client(server).ExecuteQueryAsync("db", "T", null);
        Assert.That(reader.Read(), Is.True);
        firstRowRead.SetResult();

        Assert.That(reader.Read, Throws.TypeOf<KustoDataStreamException>());
    }
}
