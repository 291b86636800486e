using System.Data.SqlTypes;
using System.Text.Json;
using Kusto.Data.Common;
using Kusto.Data.Net.Client;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;

namespace Standins.Tests;

internal sealed class KustoQueryTests : KustoQueryTestBase
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_query_is_sent_with_its_database_options_and_parameters()
    {
        await using var server = await ScriptedServer.StartAsync(200, KustoResponses.OneRow);
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
                """{"db":"flights","csl":"T | take limit","properties":{"Options":{"servertimeout":"00:01:30","notruncation":true"""
                + ""","truncationmaxrecords":10},"Parameters":{"origin":"SFO","limit":"3"}}}"""));
        }
    }

    [Test]
    public async Task A_query_without_a_database_uses_the_database_of_the_connection()
    {
        await using var server = await ScriptedServer.StartAsync(200, KustoResponses.OneRow);

        using var reader = await Client(server).ExecuteQueryAsync(null, "T", null);

        Assert.That(server.Request.Text, Is.EqualTo("""{"db":"default","csl":"T"}"""));
    }

    [Test]
    public async Task A_command_is_sent_to_the_management_endpoint()
    {
        await using var server = await ScriptedServer.StartAsync(200, KustoResponses.OneRow);
        using var client = KustoClientFactory.CreateCslAdminProvider(Connection(server.Endpoint));

        using var reader = await client.ExecuteControlCommandAsync("flights", ".show tables");

        Assert.That(server.Request.Target, Is.EqualTo("/v1/rest/mgmt"));
        Assert.That(server.Request.Text, Is.EqualTo("""{"db":"flights","csl":".show tables"}"""));
    }

    [Test]
    public async Task Every_type_is_mapped_to_the_CLR_type_of_the_official_reader()
    {
        var columns = string.Join(
            ',',
            KustoResponses.Column("b", "SByte", "bool"),
            KustoResponses.Column("i", "Int32", "int"),
            KustoResponses.Column("l", "Int64", "long"),
            KustoResponses.Column("r", "Double", "real"),
            KustoResponses.Column("nan", "Double", "real"),
            KustoResponses.Column("d", "SqlDecimal", "decimal"),
            KustoResponses.Column("s", "String", "string"),
            KustoResponses.Column("t", "DateTime", "datetime"),
            KustoResponses.Column("p", "TimeSpan", "timespan"),
            KustoResponses.Column("g", "Guid", "guid"),
            KustoResponses.Column("o", "Object", "dynamic"),
            KustoResponses.Column("a", "Object", "dynamic"));
        const string Row = """
            [true,-7,9007199254740993,3,"NaN","2.00000000000001","Zürich \"x\"","2024-05-01T10:20:30.1234567Z","-1.02:03:04.0000005",
             "74be27de-1e4e-49d9-b579-fe0b331d3642",{"a":[1,{"b":null}]},[1,"x"]]
            """;

        using var reader = await ReadAsync(KustoResponses.Table(columns, Row));

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
            Assert.That(reader.GetOrdinal("unknown"), Is.EqualTo(-1));
        }
    }

    [Test]
    public async Task Nulls_and_missing_values_are_DBNull()
    {
        var columns = string.Join(
            ',',
            KustoResponses.Column("l", "Int64", "long"),
            KustoResponses.Column("o", "Object", "dynamic"),
            KustoResponses.Column("t", "DateTime", "datetime"));

        using var reader = await ReadAsync(KustoResponses.Table(columns, "[1,2,\"2024-05-01T00:00:00Z\"],[null,null]"));

        Assert.That(reader.Read(), Is.True);
        Assert.That(reader.Read(), Is.True);
        Assert.That(Enumerable.Range(0, 3).Select(reader.IsDBNull), Is.All.True);
    }

    [Test]
    public async Task Numeric_flags_and_type_names_with_namespaces_are_read()
    {
        var columns = $"{KustoResponses.Column("a", "System.SByte", "bool")},{KustoResponses.Column("b", "Boolean", "bool")}";

        using var reader = await ReadAsync(KustoResponses.Table(columns, "[1,true]"));

        Assert.That(reader.Read(), Is.True);
        Assert.That((reader.GetValue(0), reader.GetValue(1)), Is.EqualTo(((sbyte)1, true)));
    }

    [Test]
    public async Task Additional_tables_are_additional_results()
    {
        const string Response = """
            {"Tables":[{"TableName":"Table_0","Columns":[{"ColumnName":"n","DataType":"Int64"}],"Rows":[[1],[2]]},
                       {"TableName":"Table_1",
                        "Columns":[{"ColumnName":"x","DataType":"String"},{"ColumnName":"y","DataType":"String"}],"Rows":[["a","b"]]}]}
            """;

        using var reader = await ReadAsync(Response);

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

        using var reader = await ReadAsync(KustoResponses.Table(KustoResponses.Column("s", "String", "string"), $"[\"{text}\"],[\"end\"]"));

        Assert.That(reader.Read() && reader.GetString(0) == text, Is.True);
        Assert.That(reader.Read() && reader.GetString(0) == "end", Is.True);
    }

    [Test]
    public async Task The_first_row_is_available_before_the_last_row_is_sent()
    {
        var lastRow = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            var whole = KustoResponses.Table(KustoResponses.Column("n", "Int64", "long"), "[1],[2]");
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
    public async Task Half_a_million_rows_are_read_in_constant_memory()
    {
        const int Rows = 500_000;
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            var columns = $"{KustoResponses.Column("n", "Int64", "long")},{KustoResponses.Column("s", "String", "string")}";
            await context.Response.WriteAsync(KustoResponses.Table(columns, "")[..^4]);
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
        Assert.That(most, Is.LessThan(4 * 1024 * 1024), "bytes in use while reading 13 MB of rows");
    }
}
