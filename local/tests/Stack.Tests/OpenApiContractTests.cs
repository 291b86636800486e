using System.Text.Json.Nodes;
using LatamFunctions.Http;
using LatamFunctions.Tests.OpenApi;
using LocalStack.Tests.Support;

namespace LocalStack.Tests;

/// <summary>
/// Tests that the running API conforms to its OpenAPI document. Requests that are created from the document cause every response that a
/// client can cause.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Structure", "NUnit1032", Justification = "DisposeClient disposes the client.")]
internal sealed class OpenApiContractTests : StackTestBase
{
    private readonly HttpClient _client = new();
    private ApiDocument _document = null!;
    private ContractRequests _requests = null!;
    private List<ContractExchange> _exchanges = null!;

    protected override bool RequireKeys => true;

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["RateLimit:Burst"] = "100000" };

    [OneTimeSetUp]
    public async Task ExchangeAsync()
    {
        _document = new ApiDocument(
            JsonNode.Parse(await _client.GetStringAsync(new Uri(Stack.Host.ApiEndpoint, "openapi.json")))!.AsObject());
        _requests = new ContractRequests(Stack.Host.ApiEndpoint, Stack.Host.FunctionKey!);
        var deadLetters = await ContractDeadLetters.StoreAsync(Stack);
        await StoreFlightsAsync();
        await SendAsync(_requests.Create(_document["DiscardDeadLetter"], deadLetters["discarded"]));

        var requests = new ContractCaseRequests(_requests, deadLetters, scope => Stack.Host.ApiKeys[scope]);
        _exchanges = [];
        foreach (var expected in InOrder(ContractCase.AllOf(_document).Except(ContractCaseRequests.Unreachable(_document))))
        {
            if (requests.RequestFor(_document[expected.Operation], expected.Status, expected.Code) is not { } request)
                continue;

            if (expected.Status == 304)
                request.Headers.Add("If-None-Match", await ETagOfAsync(_document[expected.Operation]));
            _exchanges.Add(await ContractExchange.OfAsync(expected, await _client.SendAsync(request)));
            if (expected.Status == 202)
                await Stack.IngestedAsync();
        }
    }

    [OneTimeTearDown]
    public void DisposeClient() => _client.Dispose();

    [Test]
    public async Task The_served_document_matches_the_functions() =>
        Assert.That(_document.Json.ToJsonString(), Is.EqualTo((await ApiDocument.CurrentAsync()).Json.ToJsonString()));

    [Test]
    public void Every_documented_response_occurs_or_is_listed_as_unreachable() => Assert.Multiple(() =>
    {
        Assert.That(
            _exchanges.Select(exchange => exchange.Case).Concat(ContractCaseRequests.Unreachable(_document)),
            Is.EquivalentTo(ContractCase.AllOf(_document)));
        Assert.That(ContractCaseRequests.UnusedRules(_document), Is.Empty);
    });

    [Test]
    public void Every_response_has_its_documented_status_and_code() => Assert.Multiple(() =>
    {
        foreach (var exchange in _exchanges)
        {
            var code = exchange.MediaType == Problem.ContentType ? (string?)JsonNode.Parse(exchange.Body)!["code"] : null;
            Assert.That(
                (exchange.Status, code), Is.EqualTo((exchange.Case.Status, exchange.Case.Code)), $"{exchange.Case}: {exchange.Body}");
        }
    });

    [Test]
    public void Every_response_has_a_documented_media_type_or_no_content() => Assert.Multiple(() =>
    {
        foreach (var exchange in _exchanges)
        {
            var documented = ResponseOf(exchange).Contents.Keys;
            if (documented.Any())
                Assert.That(documented, Does.Contain(exchange.MediaType), exchange.Case.ToString());
            else
                Assert.That(exchange.Body, Is.Empty, exchange.Case.ToString());
        }
    });

    [Test]
    public void Every_response_has_its_documented_headers() => Assert.Multiple(() =>
    {
        foreach (var exchange in _exchanges)
        {
            Assert.That(
                ResponseOf(exchange).RequiredHeaders.Where(name => !exchange.Headers.ContainsKey(name)),
                Is.Empty,
                exchange.Case.ToString());
        }
    });

    [Test]
    public async Task Every_response_body_matches_its_schema() =>
        Assert.That(await OpenApiCheck.RunAsync(_document.Json, _exchanges.SelectMany(ValuesOf)), Is.Empty);

    [Test]
    public async Task Every_documented_response_media_type_can_be_requested_and_matches_its_schema()
    {
        var exchanges = new List<ContractExchange>();
        foreach (var operation in Reads())
        {
            foreach (var mediaType in operation.Responses[200].Contents.Keys)
            {
                var request = _requests.Create(operation);
                request.Headers.TryAddWithoutValidation("Accept", mediaType);
                var exchange = await ContractExchange.OfAsync(new ContractCase(operation.Id, 200, null), await _client.SendAsync(request));
                Assert.That((exchange.Status, exchange.MediaType), Is.EqualTo((200, mediaType)), operation.Id);
                exchanges.Add(exchange);
            }
        }

        Assert.That(await OpenApiCheck.RunAsync(_document.Json, exchanges.SelectMany(ValuesOf)), Is.Empty);
    }

    [Test]
    public async Task Every_documented_request_media_type_is_accepted_with_its_example()
    {
        var responses = new List<string>();
        foreach (var operation in _document.Operations.Where(
            operation => operation.Id is "PublishFlightEvents" or "CorrectFlight" or "PatchFlight"))
        {
            foreach (var mediaType in operation.Body.Keys)
            {
                responses.Add($"{operation} {mediaType} {await StatusAsync(_requests.Create(operation, mediaType: mediaType))}");
                await Stack.IngestedAsync();
            }
        }

        Assert.That(responses, Has.Count.EqualTo(9).And.All.EndsWith(" 202"));
    }

    [Test]
    public async Task Every_read_parameter_accepts_its_example()
    {
        var responses = new List<string>();
        foreach (var operation in Reads())
        {
            foreach (var parameter in operation.Parameters.Where(parameter => parameter is { In: "query", Example: not null }))
            {
                var request = _requests.Create(operation, query: [(parameter.Name, ContractRequests.Text(parameter.Example))]);
                responses.Add($"{operation} {parameter.Name} {await StatusAsync(request)}");
            }
        }

        Assert.That(responses, Has.Count.GreaterThan(50).And.All.EndsWith(" 200"));
    }

    /// <summary>A parameter that is not read would accept any value.</summary>
    [Test]
    public async Task Every_query_parameter_is_validated()
    {
        foreach (var operation in _document.Operations)
        {
            foreach (var name in operation.Parameters.Where(parameter => parameter.In == "query").Select(parameter => parameter.Name))
            {
                using var response = await _client.SendAsync(_requests.Create(operation, query: [(name, "\u0001")]));
                var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
                Assert.That((int)response.StatusCode, Is.EqualTo(400), $"{operation} {name}");
                Assert.That(
                    name == "api-version" ? [name] : problem["errors"]!.AsArray().Select(error => (string)error!["target"]!),
                    Is.EqualTo([name]), operation.Id);
            }
        }
    }

    [Test]
    public async Task Every_list_with_a_cursor_continues_at_nextLink()
    {
        foreach (var operation in Reads()
            .Where(operation => operation.Parameters.Any(parameter => parameter.Name == RequestAddress.Cursor)))
        {
            var first = await SendAsync(_requests.Create(operation, query: [("limit", "1")]));
            Assert.That((string?)first["nextLink"], Is.Not.Null, operation.Id);

            var request = _requests.Create(operation);
            request.RequestUri = new Uri(request.RequestUri!, (string)first["nextLink"]!);
            var second = await SendAsync(request);

            Assert.That(second["value"]!.AsArray(), Has.Count.EqualTo(1), operation.Id);
            Assert.That(second["value"]!.ToJsonString(), Is.Not.EqualTo(first["value"]!.ToJsonString()), operation.Id);
        }
    }

    /// <summary>Orders requests: first reads, then changes. The second replay is after the first replay, and discarding is last.</summary>
    private static IEnumerable<ContractCase> InOrder(IEnumerable<ContractCase> cases) =>
        cases.OrderBy(expected => (expected.Operation, expected.Status) switch
        {
            ("ReplayDeadLetter", 202) => 1,
            ("ReplayDeadLetter", 200) => 2,
            (_, 202) => 3,
            ("DiscardDeadLetter", 409) => 4,
            _ => 0,
        });

    private IEnumerable<ApiOperation> Reads() => _document.Operations.Where(operation =>
        operation.Method == "GET"
        && operation.Responses[200].Contents.Values.Any(content => content.HasSchema)
        && !operation.Path.Contains("{id}", StringComparison.Ordinal));

    /// <summary>Stores the flight in the document's examples, an earlier event, and a flight from another airport on another day.</summary>
    private async Task StoreFlightsAsync()
    {
        var publish = _document["PublishFlightEvents"];
        var flight = JsonNode.Parse(ContractRequests.Text(publish.Body["application/json"].Examples.Values.First()))!.AsObject();
        var earlier = flight.DeepClone().AsObject();
        (earlier["eventId"], earlier["eventType"], earlier["occurredAt"]) = ("earlier", "FlightScheduled", "2026-11-20T10:00:00Z");
        var events = new JsonArray(flight, earlier, JsonNode.Parse(Events.Flight("other", "GRU", "EZE")));

        await SendAsync(_requests.Create(publish, body: events.ToJsonString()));
        await Stack.IngestedAsync();
    }

    private async Task<string> ETagOfAsync(ApiOperation operation)
    {
        using var response = await _client.SendAsync(_requests.Create(operation));
        return response.Headers.ETag!.ToString();
    }

    private async Task<JsonNode> SendAsync(HttpRequestMessage request)
    {
        using var response = await _client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        Assert.That(response.IsSuccessStatusCode, Is.True, body);
        return JsonNode.Parse(body)!;
    }

    private async Task<int> StatusAsync(HttpRequestMessage request)
    {
        using var response = await _client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private ApiResponse ResponseOf(ContractExchange exchange) => _document[exchange.Case.Operation].Responses[exchange.Case.Status];

    private IEnumerable<OpenApiCheck.SchemaValue> ValuesOf(ContractExchange exchange) =>
        exchange.MediaType is { } mediaType
        && ResponseOf(exchange).Contents.TryGetValue(mediaType, out var content)
        && content.HasSchema
            ? ApiContent.ValuesOf(mediaType, exchange.Body).Select(value => new OpenApiCheck.SchemaValue(
                exchange.Case.ToString(), _document[exchange.Case.Operation].ResponseSchema(exchange.Case.Status, mediaType), value))
            : [];
}
