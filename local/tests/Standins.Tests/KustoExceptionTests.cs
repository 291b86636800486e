using System.Net;
using System.Net.Sockets;
using Kusto.Data;
using Kusto.Data.Common;
using Kusto.Data.Exceptions;
using Kusto.Data.Net.Client;

namespace Standins.Tests;

public class KustoExceptionTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static IEnumerable<TestCaseData> Responses()
    {
        yield return Case(400, Error("SyntaxException"), typeof(SyntaxException), "General_BadRequest", true);
        yield return Case(400, Error("SemanticException"), typeof(SemanticException), "General_BadRequest", true);
        yield return Case(400, Error("RelopSemanticException"), typeof(SemanticException), "General_BadRequest", true);
        yield return Case(400, Error("EntityNotFoundException"), typeof(EntityNotFoundException), "General_BadRequest", true);

        // The official client has no specific classes for these errors. The sub-code distinguishes the errors.
        yield return Case(
            400, Error("MappingNotFoundException", "BadRequest_MappingReferenceWasNotFound"), typeof(KustoBadRequestException),
            "BadRequest_MappingReferenceWasNotFound", true);
        yield return Case(400, Error("TableNotFoundException", "BadRequest_TableNotExist"), typeof(KustoBadRequestException),
            "BadRequest_TableNotExist", true);
        yield return Case(400, "plain text", typeof(KustoBadRequestException), "General_BadRequest", true);
        yield return Case(401, "", typeof(KustoRequestException), null, true);
        yield return Case(403, Error("KustoRequestDeniedException", "Forbidden"), typeof(KustoRequestDeniedException), "Forbidden", true);
        yield return Case(404, Error("EntityNotFoundException", "NotFound"), typeof(KustoRequestException), "NotFound", true);
        yield return Case(409, "", typeof(KustoConflictException), "Conflict", true);
        yield return Case(413, "", typeof(KustoRequestPayloadTooLargeException), "Payload too large", true);
        yield return Case(
            429, Error("KustoRequestThrottledException", "TooManyRequests", permanent: false), typeof(KustoRequestThrottledException),
            "TooManyRequests", false);
        yield return Case(429, "", typeof(KustoRequestThrottledException), "TooManyRequests", false);
        yield return Case(418, "", typeof(KustoRequestException), null, true);
        yield return Case(500, "<html>oops</html>", typeof(KustoServiceException), null, false);
        yield return Case(503, "", typeof(KustoServiceUnavilableException), "StatusServiceUnavailable", false);
        yield return Case(504, Error("KustoServiceTimeoutException", "RequestExecutionTimeout", permanent: false),
            typeof(KustoServiceTimeoutException), "RequestExecutionTimeout", false);
        yield return Case(
            520, Error("KustoServiceException", "Internal", permanent: false), typeof(KustoServiceException), "Internal", false);

        static TestCaseData Case(int status, string body, Type type, string? subCode, bool isPermanent) =>
            new(status, body, type, subCode, isPermanent);

        static string Error(string type, string code = "General_BadRequest", bool permanent = true) =>
            KustoResponses.Error(code, type, "what went wrong", permanent);
    }

    [TestCaseSource(nameof(Responses))]
    public async Task An_error_is_thrown_as_the_exception_of_the_official_client(
        int status, string body, Type type, string? subCode, bool isPermanent)
    {
        await using var server = await ScriptedServer.StartAsync(status, body);

        var thrown = Assert.CatchAsync<KustoException>(() => Client(server.Endpoint).ExecuteQueryAsync("db", "T", null))!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(thrown, Is.TypeOf(type));
            Assert.That(thrown.FailureCode, Is.EqualTo(status));
            Assert.That(thrown.FailureSubCode, Is.EqualTo(subCode));
            Assert.That(thrown.IsPermanent, Is.EqualTo(isPermanent));
        }
    }

    [Test]
    public async Task An_inner_error_determines_type_and_message()
    {
        var error = KustoResponses.Error(
            "General_BadRequest",
            nameof(KustoBadRequestException),
            "Semantic error: SEM0100: failed to resolve 'Evnts'",
            permanent: true,
            inner: """,  "innererror":{"code":"SEM0100","message":"failed","@type":"Kusto.Data.Exceptions.SemanticException"}""");
        await using var server = await ScriptedServer.StartAsync(400, error);

        Assert.That(
            async () => await Client(server.Endpoint).ExecuteQueryAsync("db", "T", null),
            Throws.TypeOf<SemanticException>()
                .With.Message.EqualTo("Bad Request (SEM0100): Semantic error: SEM0100: failed to resolve 'Evnts'"));
    }

    [Test]
    public async Task An_error_in_a_200_response_is_thrown()
    {
        await using var server = await ScriptedServer.StartAsync(
            200, KustoResponses.Error("X", nameof(SyntaxException), "nothing to read", permanent: true));

        Assert.That(async () => await Client(server.Endpoint).ExecuteQueryAsync("db", "T", null), Throws.TypeOf<SyntaxException>());
    }

    [Test]
    public void A_refused_connection_is_a_client_failure()
    {
        Assert.That(
            async () => await Client(new Uri($"http://127.0.0.1:{FreePort()}")).ExecuteQueryAsync("db", "T", null),
            Throws.TypeOf<KustoClientException>().With.InnerException.TypeOf<SocketException>());
    }

    [Test]
    public async Task A_canceled_request_is_reported_as_by_the_official_client()
    {
        var arrived = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            arrived.SetResult();
            await ScriptedServer.UntilAbortedAsync(context);
        });
        using var cancellation = new CancellationTokenSource();

        var query = Client(server.Endpoint).ExecuteQueryAsync("db", "T", null, cancellation.Token);
        await arrived.Task.WaitAsync(Deadline);
        await cancellation.CancelAsync();

        Assert.That(async () => await query.WaitAsync(Deadline), Throws.TypeOf<KustoClientRequestCanceledByUserException>());
    }

    [Test]
    public void An_invalid_address_is_rejected() =>
        Assert.That(
            () => KustoClientFactory.CreateCslQueryProvider(new KustoConnectionStringBuilder("cluster.kusto", "db")),
            Throws.TypeOf<KustoClientInvalidConnectionStringException>().With.Message.Contains("'cluster.kusto'"));

    [Test]
    public void A_token_is_never_sent_over_plain_HTTP()
    {
        var connection = new KustoConnectionStringBuilder("http://cluster.example", "db")
            .WithAadAzureTokenCredentialsAuthentication(new FixedToken("t"));

        Assert.That(
            async () => await KustoClientFactory.CreateCslQueryProvider(connection).ExecuteQueryAsync("db", "T", null),
            Throws.TypeOf<KustoClientAuthenticationException>());
    }

    [Test]
    public async Task A_token_is_requested_once_and_sent_with_every_request()
    {
        await using var server = await ScriptedServer.StartAsync(200, KustoResponses.OneRow);
        var credential = new FixedToken("secret");
        using var client = KustoClientFactory.CreateCslQueryProvider(
            new KustoConnectionStringBuilder(server.Endpoint.AbsoluteUri, "db").WithAadAzureTokenCredentialsAuthentication(credential));

        for (var i = 0; i < 2; i++)
            (await client.ExecuteQueryAsync("db", "T", null)).Dispose();

        Assert.That(server.Requests.Select(request => request.Headers["Authorization"]),
            Is.EqualTo(new[] { "Bearer secret", "Bearer secret" }));
        Assert.That(credential.Scopes, Is.EqualTo(new[] { "http://127.0.0.1/.default" }));
    }

    [Test]
    public async Task A_failing_credential_is_an_authentication_failure()
    {
        await using var server = await ScriptedServer.StartAsync(200, KustoResponses.OneRow);
        var connection = new KustoConnectionStringBuilder(server.Endpoint.AbsoluteUri, "db")
            .WithAadAzureTokenCredentialsAuthentication(new FixedToken(null));

        Assert.That(
            async () => await KustoClientFactory.CreateCslQueryProvider(connection).ExecuteQueryAsync("db", "T", null),
            Throws.TypeOf<KustoClientAuthenticationException>().With.Message.Contains("no identity"));
        Assert.That(server.Requests, Is.Empty);
    }

    private static ICslQueryProvider Client(Uri endpoint) =>
        KustoClientFactory.CreateCslQueryProvider(new KustoConnectionStringBuilder(endpoint.AbsoluteUri, "default"));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
