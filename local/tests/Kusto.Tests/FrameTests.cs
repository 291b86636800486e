using System.Net;
using System.Text.Json.Nodes;

namespace LocalKusto.Tests;

/// <summary>Tests the frames of v2 responses, which depend on request options.</summary>
public sealed class FrameTests : RestProtocolTestBase
{
    [Test]
    public async Task A_progressive_result_has_header_fragment_progress_and_completion_frames()
    {
        var response = await Server.QueryAsync(
            "Logs | summarize count() by Level | order by Level asc", Options(new { results_progressive_enabled = true }));

        var frames = response.Json.AsArray();
        Assert.That(frames[0]!.ToJsonString(), Is.EqualTo("""{"FrameType":"DataSetHeader","IsProgressive":true,"Version":"v2.0"}"""));
        Assert.That(
            frames.Skip(2).Take(4).Select(frame => frame!.ToJsonString()),
            Is.EqualTo(new[]
            {
                """
                {"FrameType":"TableHeader","TableId":1,"TableKind":"PrimaryResult","TableName":"PrimaryResult",
                "Columns":[{"ColumnName":"Level","ColumnType":"string"},{"ColumnName":"count_","ColumnType":"long"}]}
                """.ReplaceLineEndings(""),
                """
                {"FrameType":"TableFragment","TableFragmentType":"DataAppend","TableId":1,"FieldCount":2,"Rows":[["Error",1],["Info",2]]}
                """,
                """{"FrameType":"TableProgress","TableId":1,"TableProgress":100}""",
                """{"FrameType":"TableCompletion","TableId":1,"RowCount":2}""",
            }));
        Assert.That(
            frames.Skip(6).Select(frame => (string?)frame!["FrameType"]), Is.EqualTo(new[] { "DataTable", "DataSetCompletion" }));
    }

    [Test]
    public async Task A_large_result_is_split_into_several_fragments()
    {
        var response = await Server.QueryAsync(
            "range x from 1 to 50000 step 1", Options(new { results_v2_fragment_primary_tables = true }));

        var frames = response.Json.AsArray();
        var fragments = Frames(frames, "TableFragment");
        Assert.That((bool?)frames[0]!["IsProgressive"], Is.False);
        Assert.That((bool?)frames[0]!["IsFragmented"], Is.True);
        Assert.That(fragments, Has.Length.GreaterThan(3));
        Assert.That(
            fragments.SelectMany(fragment => fragment["Rows"]!.AsArray()).Select(row => (long)row![0]!),
            Is.EqualTo(Enumerable.Range(1, 50_000).Select(x => (long)x)));
        Assert.That((long?)Frames(frames, "TableCompletion").Single()["RowCount"], Is.EqualTo(50_000));
        Assert.That(Frames(frames, "TableProgress"), Is.Empty);
    }

    [Test]
    public async Task A_fragmented_result_without_rows_has_no_fragment()
    {
        var frames = (await Server.QueryAsync(
            "Logs | where N > 3; print b = 2", Options(new { results_v2_fragment_primary_tables = true }))).Json.AsArray();

        Assert.That(
            frames.Skip(2).Select(frame => $"{frame!["FrameType"]} {frame["TableId"]} {frame["RowCount"]}".Trim()),
            Is.EqualTo(new[]
            {
                "TableHeader 1", "TableCompletion 1 0", "TableHeader 2", "TableFragment 2", "TableCompletion 2 1", "DataTable 3",
                "DataSetCompletion",
            }));
    }

    [Test]
    public async Task With_the_newlines_option_each_line_is_a_frame()
    {
        var response = await Server.QueryAsync("Logs", Options(
            new { results_v2_newlines_between_frames = true, results_v2_fragment_primary_tables = true }));

        var lines = response.Text.Split('\n');
        Assert.That(
            lines.SkipLast(1).Select(line => (line[0], (string?)JsonNode.Parse(line[1..])!["FrameType"])),
            Is.EqualTo(new[]
            {
                ('[', "DataSetHeader"), (',', "DataTable"), (',', "TableHeader"), (',', "TableFragment"), (',', "TableCompletion"),
                (',', "DataTable"), (',', "DataSetCompletion"),
            }));
        Assert.That(lines[^1], Is.EqualTo("]"));
    }

    [TestCase("in_data", true, "InData", "TableFragment")]
    [TestCase("end_of_table", true, "EndOfTable", "TableCompletion")]
    [TestCase("end_of_dataset", true, "EndOfDataset", null)]
    [TestCase("End_Of_Table", true, "EndOfTable", "TableCompletion")]
    [TestCase("in_data", false, "InData", "DataTable")]
    [TestCase("end_of_table", false, "EndOfTable", "DataTable")]
    [TestCase("end_of_dataset", false, "EndOfDataset", null)]
    public async Task An_error_after_the_first_rows_is_in_the_requested_frame(
        string placement, bool isFragmented, string announced, string? frame)
    {
        var response = await Server.QueryAsync("range x from 1 to 10 step 1", Options(new
        {
            truncationmaxrecords = 3,
            results_v2_fragment_primary_tables = isFragmented,
            results_error_reporting_placement = placement,
        }));

        var frames = response.Json.AsArray();
        Assert.That((string?)frames[0]!["ErrorReportingPlacement"], Is.EqualTo(announced));
        Assert.That(
            frames.SkipLast(1).Where(each => each!.ToJsonString().Contains("OneApiErrors", StringComparison.Ordinal))
                .Select(each => (string?)each!["FrameType"]),
            Is.EqualTo(frame is null ? [] : new[] { frame }));
        Assert.That((bool?)frames[^1]!["HasErrors"], Is.True);
        Assert.That((string?)frames[^1]!["OneApiErrors"]![0]!["error"]!["code"], Is.EqualTo("LimitsExceeded"));
        var rows = frames.Single(each => each!["TableId"] is { } id && (int)id == 1 && each["Rows"] is not null)!["Rows"]!.AsArray();
        Assert.That(rows.Take(3).Select(row => row!.ToJsonString()), Is.EqualTo(new[] { "[1]", "[2]", "[3]" }));
        Assert.That(rows, Has.Count.EqualTo(placement == "in_data" ? 4 : 3));
    }

    [Test]
    public async Task An_unknown_error_placement_is_rejected()
    {
        var response = await Server.QueryAsync("Logs", Options(new { results_error_reporting_placement = "anywhere" }));

        Assert.That(response.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(response.Text, Does.Contain(
            "The request option 'results_error_reporting_placement' is 'anywhere', which is not in_data, end_of_table or end_of_dataset."));
    }

    private static object Options(object options) => new { Options = options };

    private static JsonNode[] Frames(JsonArray frames, string type) =>
        [.. frames.Where(frame => (string?)frame!["FrameType"] == type).Select(frame => frame!)];
}
