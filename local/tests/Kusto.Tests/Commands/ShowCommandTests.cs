using System.Net;
using System.Text.Json.Nodes;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Commands;

/// <summary>Tests the commands that tools use to read the entities of a database, and its schema as JSON and as a script.</summary>
public sealed class ShowCommandTests
{
    private KustoTestServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await KustoTestServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Show_commands_return_the_columns_that_tools_read()
    {
        await _server.SetUpAsync(
            ".create table T (a:int, b:string) with (docstring = 'D', folder = 'F')",
            ".create-or-alter function with (docstring = 'FD') F(n:long, s:string = 'x') { T | where a > n }",
            ".create materialized-view V on table T { T | summarize arg_max(a, *) by b }");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await _server.ManageAsync(".show version")).ColumnNames(),
                Is.EqualTo(["BuildVersion", "BuildTime", "ServiceType", "ProductVersion", "ServiceOffering"]));
            Assert.That(
                (await _server.ManageAsync(".show databases")).Rows().Single(),
                Does.StartWith("""["db","","v1.0",true,"ReadWrite","",false,"""));
            Assert.That((await _server.ManageAsync(".show cluster")).ColumnNames(), Has.Length.EqualTo(11));
            Assert.That((await _server.ManageAsync(".show tables")).Rows(), Is.EqualTo(["""["T","db","F","D"]"""]));
            Assert.That((await _server.ManageAsync(".show tables details")).ColumnNames(), Has.Length.EqualTo(23));
            Assert.That(
                (await _server.ManageAsync(".show functions")).Rows(),
                Is.EqualTo(["""["F","(n:long, s:string = \u0027x\u0027)","{ T | where a \u003E n }","","FD"]"""]));
            Assert.That(
                (await _server.ManageAsync(".show materialized-views | project Name, SourceTable, IsHealthy")).Text,
                Does.Contain("""["V","T",true]"""));
            Assert.That((await _server.ManageAsync(".show materialized-view V cslschema | project Schema")).Text,
                Does.Contain("b:string,a:int"));
            Assert.That((await _server.ManageAsync(
                ".show databases entities | project EntityType, EntityName, CslOutputSchema | order by EntityName asc")).Text,
                Does.Contain("""[["Function","F",""],["Table","T","a:int, b:string"],["MaterializedView","V","b:string, a:int"]]"""));
            Assert.That((await _server.ManageAsync(".show database schema")).Rows(), Has.Length.EqualTo(4));
        }
    }

    [Test]
    public async Task The_JSON_schema_lists_every_entity_by_name()
    {
        await _server.SetUpAsync(".create table T (a:int) with (docstring = 'D')", ".create function F(n:long) { T }");

        var text = (string?)(await _server.ManageAsync(".show databases schema as json")).Json["Tables"]![0]!["Rows"]![0]![0];

        var database = JsonNode.Parse(text!)!["Databases"]!["db"]!;
        Assert.That(database["Tables"]!["T"]!.ToJsonString(), Is.EqualTo(
            """{"Name":"T","Folder":"","DocString":"D","DefaultColumn":null,"OrderedColumns":["""
            + """{"Name":"a","Type":"System.Int32","CslType":"int","DocString":""}]}"""));
        Assert.That(
            database["Functions"]!["F"]!["InputParameters"]!.ToJsonString(),
            Is.EqualTo("""[{"Name":"n","Type":"System.Int64","CslType":"long","CslDefaultValue":null}]"""));
    }

    [Test]
    public async Task The_schema_script_recreates_the_same_database()
    {
        await _server.SetUpAsync(
            ".create table ['my table'] (a:int, ['b c']:string) with (docstring = \"it's \\\"quoted\\\"\\nand long\", folder = 'F')",
            ".alter table ['my table'] policy streamingingestion enable",
            """.create table ['my table'] ingestion json mapping 'M' '[{"column":"a","Properties":{"Path":"$.x"}}]'""",
            ".create function with (docstring = 'FD') F(n:long) { ['my table'] | where a > n }",
            ".create materialized-view V on table ['my table'] { ['my table'] | summarize take_any(*) by a }");
        var script = (await _server.ManageAsync(".show database schema as csl script")).Json["Tables"]![0]!["Rows"]!.AsArray()
            .Select(row => (string)row![0]!).ToList();

        await using var copy = await KustoTestServer.StartAsync();
        Assert.That((await copy.ManageAsync(
            ".execute database script with (ThrowOnErrors = true) <|\n" + string.Join("\n", script))).Status,
                Is.EqualTo(HttpStatusCode.OK));

        var again = (await copy.ManageAsync(".show database schema as csl script")).Json["Tables"]![0]!["Rows"]!.AsArray()
            .Select(row => (string)row![0]!).ToList();
        Assert.That(again, Is.EqualTo(script));
    }
}
