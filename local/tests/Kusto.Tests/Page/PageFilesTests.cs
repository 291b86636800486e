using System.Net;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Page;

/// <summary>Tests the HTTP responses for the page's files.</summary>
public sealed class PageFilesTests
{
    private KustoTestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await KustoTestServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("", "text/html")]
    [TestCase("page/app.js", "text/javascript")]
    [TestCase("page/page.css", "text/css")]
    [TestCase("page/settings.json", "application/json")]
    [TestCase("page/world-110m.json", "application/json")]
    [TestCase("page/echarts.min.js", "text/javascript")]
    [TestCase("page/vs/loader.js", "text/javascript")]
    [TestCase("page/vs/language/kusto/kustoMode.js", "text/javascript")]
    [TestCase("page/vs/base/browser/ui/codicons/codicon/codicon.ttf", "font/ttf")]
    public async Task A_page_file_is_served_with_a_strict_content_security_policy(string path, string type)
    {
        using var response = await _server.Http.GetAsync(path);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo(type));
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.That(policy, Does.StartWith("default-src 'none'; script-src 'self'; ").And.Contain("connect-src 'self'").And.Contain(
            "frame-ancestors 'none'"));
        Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]));
    }

    [TestCase("page/missing.js")]
    [TestCase("page/vs/missing.js")]
    [TestCase("page/vs/..%2f..%2fpackage.json")]
    [TestCase("page/vs/%2e%2e/%2e%2e/package.json")]
    [TestCase("page/vs/..%5c..%5cpackage.json")]
    [TestCase("page/%2fetc/passwd.js")]
    [TestCase("page/vs")]
    public async Task A_path_outside_the_page_is_not_served(string path) =>
        Assert.That((await _server.Http.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));

    [Test]
    public async Task Another_site_can_link_to_the_page_but_not_embed_its_files()
    {
        Assert.That(await StatusAsync("", "navigate", "document"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await StatusAsync("page/app.js", "no-cors", "script"), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await StatusAsync("", "navigate", "iframe"), Is.EqualTo(HttpStatusCode.Forbidden));

        async Task<HttpStatusCode> StatusAsync(string path, string mode, string destination)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            request.Headers.Add("Sec-Fetch-Mode", mode);
            request.Headers.Add("Sec-Fetch-Dest", destination);
            using var response = await _server.Http.SendAsync(request);
            return response.StatusCode;
        }
    }
}
