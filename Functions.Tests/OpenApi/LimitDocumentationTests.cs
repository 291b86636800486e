using LatamFunctions.Http;
using LatamFunctions.OpenApi;
using LatamFunctions.Publishing;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.OpenApi;

/// <summary>Every limit that a publisher meets is in the description of the API and on the page for publishers.</summary>
internal sealed class LimitDocumentationTests
{
    [TestCase(nameof(PublishingLimits.Table))]
    [TestCase(nameof(PublishingLimits.MessageTable))]
    public void A_table_of_limits_is_documented(string name)
    {
        var table = name == nameof(PublishingLimits.Table) ? PublishingLimits.Table : PublishingLimits.MessageTable;
        var page = File.ReadAllText(Path.Combine(KqlCheck.RepositoryRoot, "docs", "publishing.md"));
        var description = OpenApiDescription.Of(ApiCatalog.Current, "https://example.com/api").Paths["/events"].Operations![HttpMethod.Post].Description;

        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Contain(table), "docs/publishing.md");
            Assert.That(description, Does.Contain(table), "OpenAPI");
        });
    }

    /// <summary>The longest text that the schema allows is accepted, and one character more is not.</summary>
    [TestCase("eventId")]
    [TestCase("status")]
    [TestCase("aircraft")]
    public void The_schema_has_the_length_that_the_checks_have(string property)
    {
        var max = EventSchemas.Event.Properties![property].MaxLength!.Value;

        Assert.Multiple(() =>
        {
            Assert.That(ReadResult.Of(SampleEvents.With(property, $"\"{new string('x', max)}\"")).Rows, Has.Count.EqualTo(1));
            Assert.That(ReadResult.Of(SampleEvents.With(property, $"\"{new string('x', max + 1)}\"")).Rejected, Has.Count.EqualTo(1));
        });
    }
}
