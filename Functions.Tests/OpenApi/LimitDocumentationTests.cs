using System.Globalization;
using LatamFunctions.Events;
using LatamFunctions.Http;
using LatamFunctions.OpenApi;
using LatamFunctions.Publishing;

namespace LatamFunctions.Tests.OpenApi;

/// <summary>Every limit that a publisher meets is in the description of the API and on the page for publishers.</summary>
internal sealed class LimitDocumentationTests
{
    private static readonly object[] Limits =
    [
        EventRequest.MaxEvents, EventRequest.MaxBytes, FlightEventReader.MaxEventBytes, FlightEventReader.MaxDepth, FlightEventReader.MaxProperties,
        MessageLimits.DefaultMaxEvents, MessageLimits.DefaultMaxErrors, MessageLimits.DefaultMaxBytes,
        nameof(MessageLimits.MaxMessageEvents), nameof(MessageLimits.MaxMessageErrors), nameof(MessageLimits.MaxMessageBytes),
    ];

    [TestCaseSource(nameof(Limits))]
    public void A_limit_is_documented(object limit)
    {
        var text = string.Format(CultureInfo.InvariantCulture, limit is int ? "{0:N0}" : "Ingestion__{0}", limit);
        var page = File.ReadAllText(Path.Combine(KqlCheck.RepositoryRoot, "docs", "publishing.md"));
        var description = OpenApiDescription.Of(ApiCatalog.Current, "https://example.com/api").Paths["/events"].Operations![HttpMethod.Post].Description;

        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Contain(text), "docs/publishing.md");
            Assert.That(description, Does.Contain(text), "OpenAPI");
        });
    }
}
