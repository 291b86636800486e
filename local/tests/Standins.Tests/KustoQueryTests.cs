using System.Data;
using System.Data.SqlTypes;
using System.Text.Json;
using Kusto.Data;
using Kusto.Data.Common;
using Kusto.Data.Exceptions;
using Kusto.Data.Net.Client;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace Standins.Tests;

public class KustoQueryTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly List<ScriptedServer> _servers = [];

    [TearDown]
    public async Task StopServers()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        _servers.Clear();
    }

    [Test]
    public async Task A_query_goes_with_its_database_options_and_parameters()
    {
        await using var server = await ScriptedServer.StartAsync(200, KustoAnswers.OneRow);
        var properties = new ClientRequestProperties { ClientRequestId = "Test.Search;1", User = "u" };
        properties.SetOption(ClientRequestProperties.OptionServerTimeout, TimeSpan.FromSeconds(90));
        properties.SetOption(ClientRequestProperties.OptionNoTruncation, true);
        properties.SetOption(ClientRequestProperties.OptionTruncationMaxRecords, 10L);
        properties.SetParameter("origin", "SFO");
        properties.SetParameter("limit", 3);

        using var reader = await Client(server).ExecuteQueryAsync("flights", "T | take limit", properties);

        using var body = JsonDocument.Parse(server.Request.Text);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(server.Request.Target, Is.EqualTo("/v1/rest/query"));
            Assert.That(server.Request.Headers["Accept"], Is.EqualTo("application/json"));
            Assert.That(server.Request.Headers["Content-Type"], Is.EqualTo("application/json; charset=utf-8"));
            Assert.That(server.Request.Headers["x-ms-client-request-id"], Is.EqualTo("Test.Search;1"));
            Assert.That(server.Request.Headers["x-ms-app"], Is.EqualTo("tests"));
            Assert.That(server.Request.Headers["x-ms-user-id"], Is.EqualTo("u"));
            Assert.That(server.Request.Headers, Does.Not.ContainKey("Authorization"));
            Assert.That(body.RootElement.GetRawText(), Is.EqualTo(
                """{"db":"flights","csl":"T | take limit","properties":{"Options":{"servertimeout":"00:01:30","notruncation":true,"truncationmaxrecords":10},"Parameters":{"origin":"SFO","limit":"3"}}}"""));
        }
    }

    [Test]
    public async Task A_query_without_a_database_goes_to_the_connections_own()
    {
        await using var server = await ScriptedServer.StartAsync(200, KustoAnswers.OneRow);

        using var reader = await Client(server).ExecuteQueryAsync(null, "T", null);

        Assert.That(server.Request.Text, Is.EqualTo("""{"db":"default","csl":"T"}"""));
    }

    [Test]
    public async Task A_command_goes_to_the_management_endpoint()
    {
        await using var server = await ScriptedServer.StartAsync(200, KustoAnswers.OneRow);
        using var client = KustoClientFactory.CreateCslAdminProvider(Connection(server.Endpoint));

        using var reader = await client.ExecuteControlCommandAsync("flights", ".show tables");

        Assert.That(server.Request.Target, Is.EqualTo("/v1/rest/mgmt"));
        Assert.That(server.Request.Text, Is.EqualTo("""{"db":"flights","csl":".show tables"}"""));
    }

    [Test]
    public async Task Every_type_has_the_CLR_type_of_the_official_reader()
    {
        var columns = string.Join(
            ',',
            KustoAnswers.Column("b", "SByte", "bool"),
            KustoAnswers.Column("i", "Int32", "int"),
            KustoAnswers.Column("l", "Int64", "long"),
            KustoAnswers.Column("r", "Double", "real"),
            KustoAnswers.Column("nan", "Double", "real"),
            KustoAnswers.Column("d", "SqlDecimal", "decimal"),
            KustoAnswers.Column("s", "String", "string"),
            KustoAnswers.Column("t", "DateTime", "datetime"),
            KustoAnswers.Column("p", "TimeSpan", "timespan"),
            KustoAnswers.Column("g", "Guid", "guid"),
            KustoAnswers.Column("o", "Object", "dynamic"),
            KustoAnswers.Column("a", "Object", "dynamic"));
        const string Row = """
            [true,-7,9007199254740993,3,"NaN","2.00000000000001","Zürich \"x\"","2024-05-01T10:20:30.1234567Z","-1.02:03:04.0000005",
             "74be27de-1e4e-49d9-b579-fe0b331d3642",{"a":[1,{"b":null}]},[1,"x"]]
            """;

        using var reader = await ReadAsync(KustoAnswers.Table(columns, Row));

        var dynamic = JObject.Parse("""{"a":[1,{"b":null}]}""");
        object[] expected =
        [
            (sbyte)1, -7, 9007199254740993L, 3.0, double.NaN, SqlDecimal.Parse("2.00000000000001"), "Zürich \"x\"",
            new DateTime(2024, 5, 1, 10, 20, 30, DateTimeKind.Utc).AddTicks(1234567), -new TimeSpan(1, 2, 3, 4) - TimeSpan.FromTicks(5),
            new Guid("74be27de-1e4e-49d9-b579-fe0b331d3642"),
        ];
        Assert.That(reader.Read(), Is.True);
        using (Assert.EnterMultipleScope())
        {
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.That(reader.GetValue(i), Is.EqualTo(expected[i]).And.TypeOf(expected[i].GetType()), reader.GetName(i));
                Assert.That(reader.GetFieldType(i), Is.EqualTo(expected[i].GetType()), reader.GetName(i));
            }

            Assert.That(reader.GetDateTime(7).Kind, Is.EqualTo(DateTimeKind.Utc));
            Assert.That(JToken.DeepEquals((JObject)reader["o"], dynamic), Is.True);
            Assert.That(((JArray)reader["a"]).ToString(Newtonsoft.Json.Formatting.None), Is.EqualTo("""[1,"x"]"""));
            Assert.That(reader.GetBoolean(0), Is.True);
            Assert.That(reader.GetOrdinal("nobody"), Is.EqualTo(-1));
        }
    }

    [Test]
    public async Task Nulls_are_DBNull_and_missing_values_too()
    {
        var columns = $"{KustoAnswers.Column("l", "Int64", "long")},{KustoAnswers.Column("o", "Object", "dynamic")},{KustoAnswers.Column("t", "DateTime", "datetime")}";

        using var reader = await ReadAsync(KustoAnswers.Table(columns, "[1,2,\"2024-05-01T00:00:00Z\"],[null,null]"));

        Assert.That(reader.Read(), Is.True);
        Assert.That(reader.Read(), Is.True);
        Assert.That(Enumerable.Range(0, 3).Select(reader.IsDBNull), Is.All.True);
    }

    [Test]
    public async Task Older_services_write_flags_as_numbers_and_commands_write_types_with_namespaces()
    {
        var columns = $"{KustoAnswers.Column("a", "System.SByte", "bool")},{KustoAnswers.Column("b", "Boolean", "bool")}";

        using var reader = await ReadAsync(KustoAnswers.Table(columns, "[1,true]"));

        Assert.That(reader.Read(), Is.True);
        Assert.That((reader.GetValue(0), reader.GetValue(1)), Is.EqualTo(((sbyte)1, true)));
    }

    [Test]
    public async Task Further_tables_are_further_results()
    {
        const string Answer = """
            {"Tables":[{"TableName":"Table_0","Columns":[{"ColumnName":"n","DataType":"Int64"}],"Rows":[[1],[2]]},
                       {"TableName":"Table_1","Columns":[{"ColumnName":"x","DataType":"String"},{"ColumnName":"y","DataType":"String"}],"Rows":[["a","b"]]}]}
            """;

        using var reader = await ReadAsync(Answer);

        Assert.That(reader.Read() && reader.GetInt64(0) == 1, Is.True);
        Assert.That(reader.NextResult(), Is.True);
        Assert.That(reader.FieldCount, Is.EqualTo(2));
        Assert.That(reader.Read() && reader.GetString(1) == "b", Is.True);
        Assert.That(reader.Read(), Is.False);
        Assert.That(reader.NextResult(), Is.False);
    }

    [Test]
    public async Task A_row_larger_than_the_buffer_is_read()
    {
        var text = new string('é', 300_000);

        using var reader = await ReadAsync(KustoAnswers.Table(KustoAnswers.Column("s", "String", "string"), $"[\"{text}\"],[\"end\"]"));

        Assert.That(reader.Read() && reader.GetString(0) == text, Is.True);
        Assert.That(reader.Read() && reader.GetString(0) == "end", Is.True);
    }

    [Test]
    public async Task The_first_row_is_there_before_the_last_is_sent()
    {
        var lastRow = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            var whole = KustoAnswers.Table(KustoAnswers.Column("n", "Int64", "long"), "[1],[2]");
            var cut = whole.IndexOf("[2]", StringComparison.Ordinal);
            await context.Response.WriteAsync(whole[..cut]);
            await context.Response.Body.FlushAsync();
            await lastRow.Task;
            await context.Response.WriteAsync(whole[cut..]);
        });

        using var reader = await Client(server).ExecuteQueryAsync("db", "T", null).WaitAsync(Deadline);

        Assert.That(reader.Read() && reader.GetInt64(0) == 1, Is.True);
        lastRow.SetResult();
        Assert.That(reader.Read() && reader.GetInt64(0) == 2, Is.True);
        Assert.That(reader.Read(), Is.False);
    }

    [Test]
    public async Task Half_a_million_rows_pass_through_a_flat_memory()
    {
        const int Rows = 500_000;
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync(KustoAnswers.Table($"{KustoAnswers.Column("n", "Int64", "long")},{KustoAnswers.Column("s", "String", "string")}", "")[..^4]);
            foreach (var chunk in Enumerable.Range(0, Rows).Chunk(1000))
            {
                var rows = string.Join(',', chunk.Select(i => $"[{i},\"flight {i % 1000}\"]"));
                await context.Response.WriteAsync(chunk[0] == 0 ? rows : "," + rows);
            }

            await context.Response.WriteAsync("]}]}");
        });

        using var reader = await Client(server).ExecuteQueryAsync("db", "T", null);
        long sum = 0, count = 0, most = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        while (reader.Read())
        {
            sum += reader.GetInt64(0);
            if (++count % 50_000 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.That((count, sum), Is.EqualTo((500_000L, 124_999_750_000L)));
        Assert.That(most, Is.LessThan(4 * 1024 * 1024), "bytes alive while reading 13 MB of rows");
    }

    [Test]
    public async Task A_failure_among_the_rows_is_thrown_by_Read_after_them()
    {
        using var reader = await ReadAsync(KustoAnswers.Table(
            KustoAnswers.Column("n", "Int64", "long"), """[1],{"Exceptions":["Query execution lacks memory resources to complete (80DA0007)"]}"""));

        Assert.That(reader.Read(), Is.True);
        Assert.That(reader.Read, Throws.TypeOf<KustoServicePartialQueryFailureException>().With.Message.Contains("lacks memory"));
    }

    [Test]
    public async Task A_limit_among_the_rows_is_told_by_its_type()
    {
        var error = KustoAnswers.Error("LimitsExceeded", nameof(KustoServicePartialQueryFailureLimitsExceededException), "exceeded (80DA0003)", permanent: false);

        using var reader = await ReadAsync(KustoAnswers.Table(KustoAnswers.Column("n", "Int64", "long"), $$"""{"OneApiErrors":[{{error}}]}"""));

        Assert.That(reader.Read, Throws.TypeOf<KustoServicePartialQueryFailureLimitsExceededException>()
            .With.Property("FailureSubCode").EqualTo("LimitsExceeded").And.Property("IsPermanent").False);
    }

    [TestCase("""{"Tables":[{"TableName":"T","Columns":[{"ColumnName":"n","DataType":"Int64"}],"Rows":[[1],[2""")]
    [TestCase("""{"Tables":[{"TableName":"T","Columns":[{"ColumnName":"n","DataType":"Int64"}],"Rows":[[1]""")]
    [TestCase("""{"Tables":[{"TableName":"T","Columns":[{"ColumnName":"n","DataType":"Int64"}],"Rows":[[1],["two"]]}]}""")]
    [TestCase("""{"Tables":[{"TableName":"T","Columns":[{"ColumnName":"n","DataType":"Int64"}],"Rows":[[1],[2,3]]}]}""")]
    [TestCase("""{"Tables":[{"TableName":"T","Columns":[{"ColumnName":"n","DataType":"Int64"}],"Rows":[[1],nonsense]}]}""")]
    public async Task Broken_rows_are_a_broken_stream(string answer)
    {
        using var reader = await ReadAsync(answer);

        Assert.That(reader.Read(), Is.True);
        Assert.That(reader.Read, Throws.TypeOf<KustoDataStreamException>());
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("<html>")]
    [TestCase("""{"Tables":[{"TableName":"T","Rows":[[1]]}]}""")]
    [TestCase("""{"Tables":[{"TableName":"T","Colu""")]
    public async Task An_answer_that_is_not_Kustos_is_a_broken_stream(string answer)
    {
        await using var server = await ScriptedServer.StartAsync(200, answer);

        Assert.That(async () => await Client(server).ExecuteQueryAsync("db", "T", null), Throws.TypeOf<KustoDataStreamException>());
    }

    [Test]
    public async Task A_connection_that_breaks_among_the_rows_is_a_broken_stream()
    {
        var firstRowRead = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync("""{"Tables":[{"TableName":"T","Columns":[{"ColumnName":"n","DataType":"Int64"}],"Rows":[[1],""");
            await context.Response.Body.FlushAsync();
            await firstRowRead.Task;
            context.Abort();
        });

        using var reader = await Client(server).ExecuteQueryAsync("db", "T", null);
        Assert.That(reader.Read(), Is.True);
        firstRowRead.SetResult();

        Assert.That(reader.Read, Throws.TypeOf<KustoDataStreamException>());
    }

    private async Task<IDataReader> ReadAsync(string answer)
    {
        var server = await ScriptedServer.StartAsync(200, answer);
        _servers.Add(server);
        return await Client(server).ExecuteQueryAsync("db", "T", null);
    }

    private static ICslQueryProvider Client(ScriptedServer server) => KustoClientFactory.CreateCslQueryProvider(Connection(server.Endpoint));

    private static KustoConnectionStringBuilder Connection(Uri endpoint) => new(endpoint.AbsoluteUri, "default") { ApplicationNameForTracing = "tests" };
}
