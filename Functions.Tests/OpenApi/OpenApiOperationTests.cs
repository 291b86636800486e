using System.Reflection;
using LatamFunctions.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Tests.OpenApi;

/// <summary>
/// Compares the document with the code: the document must be complete and must not describe anything that does not exist.
/// </summary>
internal sealed class OpenApiOperationTests
{
    /// <summary>The codes that no operation returns, with the reason.</summary>
    private static readonly IReadOnlyDictionary<ErrorCode, string> CodesOfNoOperation = new Dictionary<ErrorCode, string>
    {
        [ErrorCodes.MethodNotAllowed] = "UnknownRoute returns it for methods that an address does not have, so no operation can",
    };

    private ApiDocument _document = null!;

    [OneTimeSetUp]
    public async Task ReadAsync() => _document = await ApiDocument.CurrentAsync();

    [Test]
    public void The_document_has_exactly_the_methods_of_the_functions() => Assert.That(
        _document.Operations.Select(operation => $"{operation.Id}: {operation.Method} {operation.Path}"),
        Is.EquivalentTo(
            from function in HttpFunctions()
            where function.Name != "UnknownRoute"
            from method in function.Trigger.Methods!
            where method != "head" // Every GET operation also accepts HEAD.
            let route = function.Trigger.Route!.Replace("?}", "}", StringComparison.Ordinal)
            select $"{function.Name}: {method.ToUpperInvariant()} /{route}"));

    [Test]
    public void Each_operation_has_the_unique_name_of_its_function() =>
        Assert.That(_document.Operations.Select(operation => operation.Id), Is.Unique);

    [Test]
    public void The_document_states_which_operations_require_a_key() => Assert.That(
        _document.Operations.Where(operation => operation.Json["security"]!.AsArray().Count > 0).Select(operation => operation.Id),
        Is.EquivalentTo(HttpFunctions().Where(function => function.Trigger.AuthLevel == AuthorizationLevel.Function)
            .Select(function => function.Name)));

    [Test]
    public void Exactly_the_path_parameters_are_documented() => Assert.Multiple(() =>
    {
        foreach (var operation in _document.Operations)
        {
            Assert.That(
                operation.Parameters.Where(parameter => parameter.In == "path").Select(parameter => $"{{{parameter.Name}}}"),
                Is.EquivalentTo(operation.Path.Split('/').Where(segment => segment.StartsWith('{'))),
                operation.Id);
        }
    });

    /// <summary>
    /// Checks the parameters that are fields of a function's class. Other classes list all of their parameters, so those parameters cannot
    /// be missing.
    /// </summary>
    [Test]
    public void Every_declared_parameter_is_documented() => Assert.That(
        from function in HttpFunctions()
        from field in function.Type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
        where typeof(QueryParameter).IsAssignableFrom(field.FieldType)
        let parameter = (QueryParameter)field.GetValue(null)!
        where _document[function.Name].Parameters.All(documented => documented.Name != parameter.Name)
        select $"{function.Name} {parameter.Name}",
        Is.Empty);

    /// <summary>
    /// Checks that the document contains exactly the accepted parameters: the query parameters, the version, and the key, which is a
    /// security scheme.
    /// </summary>
    [Test]
    public void Exactly_the_accepted_query_parameters_are_documented() => Assert.Multiple(() =>
    {
        foreach (var function in ApiCatalog.Current.Functions.Where(function => function.Operation.ChecksQuery))
        {
            Assert.That(
                _document[function.Name].Parameters.Where(parameter => parameter.In == "query").Select(parameter => parameter.Name),
                Is.EquivalentTo(function.Operation.Query.Concat(CommonParameters.All).Except([CommonParameters.Code])
                    .Select(parameter => parameter.Name)),
                function.Name);
        }
    });

    [Test]
    public void An_operation_with_an_ETag_accepts_If_None_Match() => Assert.That(
        _document.Operations.Where(operation => operation.Responses.ContainsKey(304)).Select(operation => operation.Id),
        Is.EquivalentTo(_document.Operations
                .Where(operation => operation.Responses.TryGetValue(200, out var found) && found.Headers.Contains("ETag"))
                .Select(operation => operation.Id))
            .And.EquivalentTo(_document.Operations
                .Where(operation => operation.Method == "GET" && operation.Parameters.Any(parameter => parameter.Name == "If-None-Match"))
                .Select(operation => operation.Id)));

    [Test]
    public void Every_error_code_is_returned_by_an_operation()
    {
        var documented = _document.Operations.SelectMany(operation => operation.Responses.Values)
            .SelectMany(response => response.Codes).ToHashSet();

        Assert.That(
            ErrorCodes.All.Select(code => code.Name).Except(documented),
            Is.EquivalentTo(CodesOfNoOperation.Keys.Select(code => code.Name)));
    }

    [Test]
    public void Every_error_has_headers_for_its_code_and_the_retry_time() => Assert.Multiple(() =>
    {
        foreach (var operation in _document.Operations)
        {
            foreach (var (status, response) in operation.Responses.Where(response => response.Value.Codes.Count > 0))
            {
                Assert.That(response.RequiredHeaders,
                    Does.Contain("x-ms-error-code").And.Contains("x-ms-request-id"), $"{operation} {status}");
                Assert.That(response.RequiredHeaders.Contains("Retry-After"), Is.EqualTo(status is 429 or 503), $"{operation} {status}");
            }
        }
    });

    [Test]
    public void Every_error_is_listed_under_its_status() => Assert.That(
        from operation in _document.Operations
        from response in operation.Responses
        from code in response.Value.Codes
        where ErrorCodes.All.Single(known => known.Name == code).Status != response.Key
        select $"{operation} {response.Key} {code}",
        Is.Empty);

    /// <summary>The host matches functions in alphabetical order (github.com/Azure/azure-functions-host/issues/9876).</summary>
    [Test]
    public void If_two_functions_match_an_address_the_more_specific_name_sorts_first() => Assert.That(
        from general in HttpFunctions()
        from special in HttpFunctions()
        where special.Trigger.Methods!.Intersect(general.Trigger.Methods!).Any()
            && IsMoreSpecific(special.Trigger.Route!, general.Trigger.Route!)
            && string.Compare(special.Name, general.Name, StringComparison.OrdinalIgnoreCase) > 0
        select $"{special.Name} ({special.Trigger.Route}) comes after {general.Name} ({general.Trigger.Route})",
        Is.Empty);

    [Test]
    public void The_function_for_unknown_addresses_sorts_last() => Assert.That(
        HttpFunctions().Select(function => function.Name).Order(StringComparer.OrdinalIgnoreCase).Last(), Is.EqualTo("UnknownRoute"));

    [TestCase("flights/newest", "flights/{flightId}", true)]
    [TestCase("flights/{flightId}", "flights/newest", false)]
    [TestCase("flights/{flightId}/events", "flights/{flightId}", false)]
    [TestCase("health/live", "health/{probe?}", true)]
    [TestCase("health", "health/{probe?}", true)]
    [TestCase("health", "docs/{file?}", false)]
    [TestCase("flights/{flightId}", "{*path}", true)]
    public void A_literal_segment_is_more_specific_than_a_parameter(string special, string general, bool expected) =>
        Assert.That(IsMoreSpecific(special, general), Is.EqualTo(expected));

    /// <summary>
    /// Returns whether the routes differ and all addresses that match <paramref name="special"/> also match <paramref name="general"/>.
    /// </summary>
    private static bool IsMoreSpecific(string special, string general)
    {
        var (mine, other) = (special.Split('/'), general.Split('/'));
        if (special == general)
            return false;
        for (var i = 0; i < other.Length; i++)
        {
            if (other[i].StartsWith("{*", StringComparison.Ordinal))
                return true;
            if (i == mine.Length)
                return other[i].EndsWith("?}", StringComparison.Ordinal);
            if (!other[i].StartsWith('{') && other[i] != mine[i])
                return false;
        }

        return mine.Length == other.Length;
    }

    /// <summary>
    /// Returns the HTTP functions. The method does not use <see cref="ApiCatalog"/> because the document is generated from that class.
    /// </summary>
    private static IEnumerable<(string Name, Type Type, HttpTriggerAttribute Trigger)> HttpFunctions() =>
        from type in typeof(ApiCatalog).Assembly.GetTypes()
        from method in type.GetMethods()
        let name = method.GetCustomAttribute<FunctionAttribute>()?.Name
        let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .FirstOrDefault(a => a is not null)
        where name is not null && trigger is not null
        select (name, type, trigger);
}
