using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LatamFunctions.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.Tests.OpenApi;

/// <summary>Checks that the document is valid OpenAPI 3.1 and that its examples match its schemas.</summary>
internal sealed class OpenApiDocumentTests
{
    private static readonly string Committed = Path.Combine(Repository.Root, "docs", "openapi.json");

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private ApiDocument _document = null!;

    [OneTimeSetUp]
    public async Task ReadAsync() => _document = await ApiDocument.CurrentAsync();

    [Test]
    public void The_OpenAPI_library_reads_the_document_without_errors()
    {
        var (document, diagnostic) = OpenApiDocument.Parse(_document.Json.ToJsonString(), OpenApiConstants.Json);

        Assert.Multiple(() =>
        {
            Assert.That(diagnostic!.Errors.Select(error => error.ToString()), Is.Empty);
            Assert.That(diagnostic.Warnings.Select(warning => warning.ToString()), Is.Empty);
            Assert.That(diagnostic.SpecificationVersion, Is.EqualTo(OpenApiSpecVersion.OpenApi3_1));
            Assert.That(document!.Paths, Has.Count.EqualTo(_document.Json["paths"]!.AsObject().Count));
        });
    }

    [Test]
    public async Task The_document_matches_the_official_schema_and_each_example_matches_its_own_schema()
    {
        var examples = _document.Operations.SelectMany(ExamplesOf).ToList();

        Assert.Multiple(async () =>
        {
            Assert.That(examples, Has.Count.GreaterThan(100));
            Assert.That(await OpenApiCheck.RunAsync(_document.Json, examples), Is.Empty);
        });
    }

    [Test]
    public async Task An_invalid_document_and_an_invalid_value_are_found()
    {
        var document = _document.Json.DeepClone();
        document["info"]!.AsObject().Remove("title");
        var problem = _document["GetFlight"].ResponseSchema(404, Problem.ContentType);

        var wrong = await OpenApiCheck.RunAsync(
            document, new OpenApiCheck.SchemaValue("my value", problem, JsonNode.Parse("""{"status":"404"}""")));

        Assert.That(wrong, Has.Some.StartsWith("document: /info").And.Some.StartsWith("my value: /status must be integer"));
    }

    /// <summary>Checks the committed document, whose changes show reviewers how a code change affects clients.</summary>
    [Test]
    public void The_committed_document_is_up_to_date() => Assert.That(
        File.ReadAllText(Committed),
        Is.EqualTo(Indented()),
        "If the API was changed, run dotnet test Functions.Tests --filter Name=Write_the_OpenAPI_document, "
        + "and commit the file.");

    [Test, Explicit("Writes docs/openapi.json.")]
    public void Write_the_OpenAPI_document() => File.WriteAllText(Committed, Indented());

    [Test]
    public void Every_content_type_has_an_example() => Assert.That(
        from operation in _document.Operations
        from response in operation.Responses
        from content in response.Value.Contents
        where content.Value.HasSchema && content.Value.Examples.Count == 0 && operation.Id != "GetOpenApi" // the document itself
        select $"{operation} {response.Key} {content.Key}",
        Is.Empty);

    [Test]
    public void Every_parameter_has_an_example_except_cursors() => Assert.That(
        from operation in _document.Operations
        from parameter in operation.Parameters
        where parameter.Example is null && parameter.Name != RequestAddress.Cursor
        select $"{operation} {parameter.Name}",
        Is.Empty);

    /// <summary>
    /// Checks that the examples of optional parameters are in schemas, because Swagger UI sends the example of a parameter by default, but
    /// only displays the example of a schema.
    /// </summary>
    [Test]
    public void An_example_that_restricts_the_response_is_not_sent_by_default() => Assert.That(
        from operation in _document.Operations
        from parameter in operation.Parameters
        where parameter.Json.ContainsKey("example") != parameter.IsRequired
        select $"{operation} {parameter.Name}",
        Is.Empty);

    private string Indented() => _document.Json.ToJsonString(Layout) + "\n";

    private static IEnumerable<OpenApiCheck.SchemaValue> ExamplesOf(ApiOperation operation)
    {
        foreach (var parameter in operation.Parameters.Where(parameter => parameter.Example is not null))
            yield return new(
                $"{operation} {parameter.Name}", $"{operation.Pointer}/parameters/{parameter.Index}/schema", parameter.Example);

        foreach (var (mediaType, content) in operation.Body)
        {
            foreach (var value in ValuesOf(mediaType, content))
                yield return new($"{operation} body {mediaType}", operation.RequestSchema(mediaType), value);
        }

        foreach (var (status, response) in operation.Responses)
        {
            foreach (var (mediaType, content) in response.Contents.Where(content => content.Value.HasSchema))
            {
                foreach (var value in ValuesOf(mediaType, content))
                    yield return new($"{operation} {status} {mediaType}", operation.ResponseSchema(status, mediaType), value);
            }
        }
    }

    private static IEnumerable<JsonNode?> ValuesOf(string mediaType, ApiContent content) => content.Examples.Values.SelectMany(example =>
        example is JsonValue text && text.TryGetValue(out string? lines) ? ApiContent.ValuesOf(mediaType, lines) : [example]);
}
