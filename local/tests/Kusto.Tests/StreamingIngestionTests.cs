using System.IO.Compression;
using System.Net;
using System.Text;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

public sealed class StreamingIngestionTests
{
    private KustoTestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await KustoTestServer.StartAsync();
        await _server.SetUpAsync(".alter database db policy streamingingestion enable");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task JSON_lines_are_mapped_to_columns_by_name()
    {
        await _server.SetUpAsync(
            ".create table Lines (b:bool, i:int, l:long, r:real, m:decimal, s:string, t:datetime, d:timespan, g:guid, j:dynamic)");

        var response = await _server.IngestAsync(
            "Lines",
            """{"b":true,"i":-1,"l":9007199254740993,"r":1.5,"m":"12.345","s":"short","t":"2024-05-01T10:20:30.1234567Z","""
            + " \"d\":\"1.02:03:04.5\",\"g\":\"74BE27DE-1E4E-49D9-B579-FE0B331D3642\",\"j\":{\"a\":[1,\"x\"]}}\n"
            + """{"s":"a string that is longer than twelve bytes: é 😀","unknown":[{"deep":1}],"j":"text"}""");

        Assert.That(response.Text, Is.EqualTo(
            """{"Tables":[{"TableName":"Table_0","Columns":[{"ColumnName":"ConsumedRecordsCount","DataType":"Int64","ColumnType":"long"},"""
            + """{"ColumnName":"UpdatePolicyStatus","DataType":"String","ColumnType":"string"},"""
            + """{"ColumnName":"UpdatePolicyFailureCode","DataType":"String","ColumnType":"string"},"""
            + """{"ColumnName":"UpdatePolicyFailureReason","DataType":"String","ColumnType":"string"}],"Rows":"""
            + """[[2,"Inactive","Unknown",null]]}]}"""));
        Assert.That(await _server.RowsAsync("Lines | order by s asc"), Is.EqualTo(
        [
            """[null,null,null,null,null,"a string that is longer than twelve bytes: é \uD83D\uDE00",null,null,null,"text"]""",
            """
            [true,-1,9007199254740993,1.5,"12.345","short","2024-05-01T10:20:30.1234567Z","1.02:03:04.5000000",
            "74be27de-1e4e-49d9-b579-fe0b331d3642",{"a":[1,"x"]}]
            """.ReplaceLineEndings(""),
        ]));
    }

    [Test]
    public async Task A_value_that_cannot_be_converted_is_null()
    {
        await _server.SetUpAsync(".create table Unconvertible (i:int, l:long, r:real, b:bool, t:datetime, g:guid, s:string)");

        await _server.IngestAsync("Unconvertible", """
            {"i":3000000000,"l":"seven","r":{},"b":"perhaps","t":"2024-13-01","g":"x","s":null}
            {"i":"42","l":1e3,"r":"-0.5","b":"TRUE","t":"2024-05-01","g":"74be27de1e4e49d9b579fe0b331d3642","s":12.50}
            {"i":1.5,"l":-9223372036854775808,"r":1,"b":0,"t":"2024-05-01T23:30:00+02:00","s":{"a": 1}}
            """);

        Assert.That(await _server.RowsAsync("Unconvertible"), Is.EqualTo(
        [
            """[null,null,null,null,null,null,""]""",
            """[42,1000,-0.5,true,"2024-05-01T00:00:00Z","74be27de-1e4e-49d9-b579-fe0b331d3642","12.50"]""",
            """[null,-9223372036854775808,1.0,false,"2024-05-01T21:30:00Z",null,"{\"a\": 1}"]""",
        ]));
    }

    [Test]
    public async Task A_mapping_reads_values_from_their_paths()
    {
        await _server.SetUpAsync(
            ".create table Mapped (name:string, city:string, first:long, second:long, blank:string, at:datetime, "
            + "whole:dynamic, source:string, line:int)",
            """
            .create table Mapped ingestion json mapping 'M' ```[
                {"column":"name","Properties":{"Path":"$.person.name"}},
                {"column":"city","path":"$.person.address.city"},
                {"Column":"first","Properties":{"path":"$.numbers[0]"}},
                {"column":"second","Properties":{"Path":"$.numbers[1].n"}},
                {"column":"blank","Properties":{"Path":"$['a b']"}},
                {"column":"at","Properties":{"Path":"$.ms","Transform":"DateTimeFromUnixMilliseconds"}},
                {"column":"whole","Properties":{"Path":"$"}},
                {"column":"source","Properties":{"ConstValue":"here"}},
                {"column":"line","Properties":{"Transform":"SourceLineNumber"}}
            ]```
            """);

        await _server.IngestAsync(
            "Mapped",
            "{\"x\":1}\n" + """{"person":{"address":{"city":"Lima"},"name":"An\"a"},"numbers":[7,{"n":8}],"a b":"c","ms":1714558830123}""",
            "streamFormat=json&mappingName=M");

        Assert.That(await _server.RowsAsync("Mapped | order by line asc"), Is.EqualTo(
        [
            """["","",null,null,"",null,{"x":1},"here",1]""",
            """["An\"a","Lima",7,8,"c","2024-05-01T10:20:30.1230000Z","""
            + """{"person":{"address":{"city":"Lima"},"name":"An\"a"},"numbers":[7,{"n":8}],"a b":"c","ms":1714558830123},"here",2]""",
        ]));
    }

    [Test]
    public async Task Records_with_properties_in_any_order_are_read_correctly()
    {
        await _server.SetUpAsync(".create table Shuffled (a:long, b:long, c:long)");
        var lines = string.Concat(Enumerable.Range(0, 300).Select(i => (i % 4) switch
        {
            0 => $"{{\"a\":{i},\"b\":{i},\"c\":{i}}}\n",
            1 => $"{{\"c\":{i},\"x\":0,\"a\":{i},\"b\":{i}}}\n",
            2 => $"{{\"b\":{i}}}\n",
            _ => $"{{\"\\u0061\":{i},\"c\":{i}}}\n",
        }));

        await _server.IngestAsync("Shuffled", lines);

        // The 300 rows have four different shapes. Each expected value is the sum of i over the rows that have the column.
        Assert.That(await _server.RowsAsync("Shuffled | summarize count(), sum(a), sum(b), sum(c)"),
            Is.EqualTo([$"[300,{Sum(0, 1, 3)},{Sum(0, 1, 2)},{Sum(0, 1, 3)}]"]));

        static int Sum(params int[] shapes) => Enumerable.Range(0, 300).Where(i => shapes.Contains(i % 4)).Sum();
    }

    [TestCase("""[{"n":1},{"n":2}]""", 3)]
    [TestCase("""{"n":1}{"n":2}""", 3)]
    [TestCase("{\"n\":\n1}\r\n\r\n{\n\"n\":2}", 3)]
    public async Task Multijson_accepts_arrays_and_multi_line_objects(string data, int sum)
    {
        var table = $"Multi{TestContext.CurrentContext.Test.ID.Replace("-", "_")}";
        await _server.SetUpAsync($".create table {table} (n:long)");

        var response = await _server.IngestAsync(table, data, "streamFormat=multijson");

        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.OK), response.Text);
        Assert.That(await _server.RowsAsync($"{table} | summarize count(), sum(n)"), Is.EqualTo([$"[2,{sum}]"]));
    }

    [Test]
    public async Task CSV_is_read_by_position_and_by_mapping()
    {
        await _server.SetUpAsync(
            ".create table Csv (a:string, n:long, t:datetime)",
            """.create table Csv ingestion csv mapping 'C' '[{"column":"n","Properties":{"Ordinal":"0"}},"""
            + """{"column":"a","Properties":{"Ordinal":2}}]'""");

        await _server.IngestAsync("Csv", "\"x, \"\"quoted\"\"\nline\",1,2024-05-01\r\n,,\nshort\n", "streamFormat=csv");
        await _server.IngestAsync("Csv", "9,ignored,y\n", "streamFormat=Csv&mappingName=C");
        await _server.IngestAsync("Csv", "a\tn\tt\nz\t10\t", "streamFormat=tsv&ignoreFirstRecord=true");

        Assert.That(await _server.RowsAsync("Csv"), Is.EqualTo(
        [
            """["x, \"quoted\"\nline",1,"2024-05-01T00:00:00Z"]""",
            """["",null,null]""",
            """["short",null,null]""",
            """["y",9,null]""",
            """["z",10,null]""",
        ]));
    }

    [Test]
    public async Task A_gzip_body_is_decompressed()
    {
        await _server.SetUpAsync(".create table Zipped (n:long)");
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{{\"n\":{i}}}\n"))));
        using var content = new ByteArrayContent(compressed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");

        var response = await _server.SendAsync("v1/rest/ingest/db/Zipped?streamFormat=json", content);

        Assert.That(response.Rows(), Is.EqualTo(["""[10000,"Inactive","Unknown",null]"""]));
        Assert.That(await _server.RowsAsync("Zipped | summarize count(), sum(n)"), Is.EqualTo(["[10000,49995000]"]));
    }

    [TestCase("{\"n\":1}\n{\"n\":2}\n{\"n\":}\n", 3, TestName = "Malformed JSON stores nothing and the error names the line")]
    [TestCase("{\"n\":1}\n[1,2]\n", 2, TestName = "A record that is not an object stores nothing and the error names the line")]
    [TestCase("{\"n\":1}\n\n{\"n\":2", 3, TestName = "A truncated record stores nothing and the error names the line")]
    [TestCase("{\"n\":1}\n{\"s\":\"\\ud800\"}\n", 2, TestName = "A lone surrogate stores nothing and the error names the line")]
    public async Task Invalid_data_stores_nothing(string data, int line)
    {
        await _server.SetUpAsync(".create-merge table Bad (n:long, s:string)");

        var response = await _server.IngestAsync("Bad", data);

        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((string?)response.Error["@message"], Does.Contain($"line {line}"));
        Assert.That((bool?)response.Error["@permanent"], Is.True);
        Assert.That(await _server.RowsAsync("Bad | count"), Is.EqualTo(["[0]"]));
    }

    [Test]
    public async Task A_missing_table_or_mapping_is_named_in_the_error()
    {
        await _server.SetUpAsync(".create table Present (n:long)", ".create table Closed (n:long)",
            ".alter table Closed policy streamingingestion disable");

        using (Assert.EnterMultipleScope())
        {
            await Expect("Nowhere", "streamFormat=json", HttpStatusCode.NotFound, "BadRequest_EntityNotFound", "Nowhere");
            await Expect("Present", "streamFormat=json&mappingName=NoMapping", HttpStatusCode.BadRequest,
                "BadRequest_MappingReferenceWasNotFound", "NoMapping");
            await Expect("Present", "streamFormat=parquet", HttpStatusCode.BadRequest, "BadRequest_FormatNotSupported", "parquet");
            await Expect("Present", "streamFormat=json&sourceKind=uri", HttpStatusCode.BadRequest, "General_BadRequest", "sourceKind");
            await Expect("Closed", "streamFormat=json", HttpStatusCode.BadRequest, "BadRequest_StreamingIngestionPolicyNotEnabled",
                "Closed");
            var elsewhere = await _server.SendAsync("v1/rest/ingest/other/Present?streamFormat=json", new StringContent("{}"));
            Assert.That(elsewhere.Status, Is.EqualTo(HttpStatusCode.NotFound));
            var empty = await _server.IngestAsync("Present", "");
            Assert.That((string?)empty.Error["code"], Is.EqualTo("Stream_NoDataToIngest"));
        }

        async Task Expect(string table, string query, HttpStatusCode status, string code, string name)
        {
            var response = await _server.IngestAsync(table, "{\"n\":1}", query);
            Assert.That(response.Status, Is.EqualTo(status), query);
            Assert.That((string?)response.Error["code"], Is.EqualTo(code), query);
            Assert.That((string?)response.Error["@message"], Does.Contain(name), query);
            Assert.That((bool?)response.Error["@permanent"], Is.True, query);
        }
    }

    [Test]
    public async Task A_compressed_or_uncompressed_body_above_four_megabytes_is_rejected()
    {
        await _server.SetUpAsync(".create table Large (s:string)");
        var tooLarge = $"{{\"s\":\"{new string('x', 4 * 1024 * 1024)}\"}}";

        var plain = await _server.IngestAsync("Large", tooLarge);
        Assert.That(plain.Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That((string?)plain.Error["@type"], Is.EqualTo("Kusto.Data.Exceptions.KustoRequestPayloadTooLargeException"));

        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(tooLarge));
        using var content = new ByteArrayContent(compressed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        Assert.That((await _server.SendAsync("v1/rest/ingest/db/Large?streamFormat=json", content)).Status,
            Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));

        // A string that exceeds Kusto's limit for a value is truncated.
        await _server.IngestAsync("Large", $"{{\"s\":\"{new string('x', (1 << 20) - 1)}é\"}}");
        Assert.That(await _server.RowsAsync("Large | project strlen(s)"), Is.EqualTo([$"[{(1 << 20) - 1}]"]));
    }

    [Test]
    public async Task The_rows_of_simultaneous_requests_are_all_stored()
    {
        await _server.SetUpAsync(".create table Crowd (c:int, n:long)");

        // Each request contains more rows than a chunk, and the table is altered during the requests.
        var clients = Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            for (var request = 0; request < 5; request++)
            {
                var data = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{{\"c\":{client},\"n\":{i},\"later\":\"x\"}}\n"));
                Assert.That((await _server.IngestAsync("Crowd", data)).Status, Is.EqualTo(HttpStatusCode.OK));
            }
        })).ToList();
        await _server.SetUpAsync(".alter-merge table Crowd (later:string)");
        await Task.WhenAll(clients);

        Assert.That(await _server.RowsAsync("Crowd | summarize n = count(), s = sum(n) by c | summarize count(), min(n), max(n), sum(s)"),
            Is.EqualTo([$"[8,15000,15000,{8L * 5 * 2999 * 3000 / 2}]"]));
    }
}
