using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Tests.Http;

/// <summary>
/// Tests the conditions that If-Match and If-None-Match set for a change, and the reason in the response if a condition is not met.
/// </summary>
public class PreconditionsTests
{
    [TestCase("If-Match", "\"a\"", "\"a\"", ExpectedResult = null)]
    [TestCase("If-Match", "*", "\"a\"", ExpectedResult = null)]
    [TestCase("If-Match", "\"b\"", "\"a\"", ExpectedResult = "If-Match is not met: the flight has changed since you read it.")]
    [TestCase("If-Match", "W/\"a\"", "\"a\"", ExpectedResult = "If-Match is not met: the flight has changed since you read it.")]
    [TestCase("If-Match", "*", null, ExpectedResult = "If-Match is not met: the flight does not exist.")]
    [TestCase("If-Match", "\"a\"", null, ExpectedResult = "If-Match is not met: the flight does not exist.")]
    [TestCase("If-None-Match", "*", null, ExpectedResult = null)]
    [TestCase("If-None-Match", "*", "\"a\"", ExpectedResult = "If-None-Match is not met: the flight exists.")]
    [TestCase("If-None-Match", "\"a\"", "\"a\"", ExpectedResult = "If-None-Match is not met: the flight has this ETag.")]
    [TestCase("If-None-Match", "\"b\"", "\"a\"", ExpectedResult = null)]
    public string? A_condition_is_met_or_the_reason_is(string header, string condition, string? etag)
    {
        var problem = Preconditions.ProblemOf(RequestWith(header, condition), etag);

        return problem?.Detail[..(problem.Detail.IndexOf('.') + 1)];
    }

    [TestCase("If-Match", "\"a\"")]
    [TestCase("If-None-Match", "*")]
    public void An_earlier_change_that_is_not_stored_is_the_reason_for_an_unmet_condition(string header, string condition) => Assert.That(
        Preconditions.Undecided(RequestWith(header, condition)).Detail,
        Does.StartWith($"{header} is not met: an earlier change to the flight is not stored yet."));

    private static HttpRequest RequestWith(string header, string condition) =>
        new DefaultHttpContext { Request = { Headers = { [header] = condition } } }.Request;
}
