using LatamFunctions.Flights;
using LatamFunctions.Http;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Flights;

public class FlightSearchTests
{
    [Test]
    public void Without_parameters_the_first_hundred_are_asked_for() =>
        Assert.That(Parse(""), Is.EqualTo(new FlightSearch(null, null, null, null, null, 100)));

    [Test]
    public void All_parameters_are_understood() =>
        Assert.That(
            Parse("?origin=scl&destination=SPJC&airline=la&from=2024-05-01&to=2024-05-02T01:30:00%2B01:00&limit=1000&code=secret"),
            Is.EqualTo(new FlightSearch(
                "SCL",
                "SPJC",
                "LA",
                new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero),
                new DateTimeOffset(2024, 5, 2, 0, 30, 0, TimeSpan.Zero),
                1000)));

    [TestCase("?origin=S", "origin", "Format", "S")]
    [TestCase("?origin=SC1", "origin", "Format", "SC1")]
    [TestCase("?origin=", "origin", "Format", "")]
    [TestCase("?origin=SCL%27%20or%201", "origin", "Format", "SCL' or 1")]
    [TestCase("?destination=SANTIAGO", "destination", "Format", "SANTIAGO")]
    [TestCase("?airline=L", "airline", "Format", "L")]
    [TestCase("?airline=L*", "airline", "Format", "L*")]
    [TestCase("?from=yesterday", "from", "Format", "yesterday")]
    [TestCase("?from=2024-05-01T10:00:00", "from", "Format", "2024-05-01T10:00:00")]
    [TestCase("?to=2024-02-30", "to", "Format", "2024-02-30")]
    [TestCase("?from=2024-05-02&to=2024-05-02", "to", "Range", null)]
    [TestCase("?limit=0", "limit", "Range", "0")]
    [TestCase("?limit=1001", "limit", "Range", "1001")]
    [TestCase("?limit=-1", "limit", "Range", "-1")]
    [TestCase("?limit=ten", "limit", "Range", "ten")]
    [TestCase("?limit=99999999999", "limit", "Range", "99999999999")]
    [TestCase("?limit=1&limit=2", "limit", "Duplicate", null)]
    [TestCase("?orgin=SCL", "orgin", "Unknown", null)]
    public void A_bad_parameter_is_named(string query, string target, string rule, string? value)
    {
        var errors = new List<ApiError>();
        FlightSearch.Parse(new HttpExchange(query: query).Request.Query, errors);

        Assert.That(errors.Select(error => (error.Target, error.Rule, error.Value)), Is.EqualTo([(target, rule, value)]));
    }

    [Test]
    public void All_bad_parameters_are_named()
    {
        var errors = new List<ApiError>();
        FlightSearch.Parse(new HttpExchange(query: "?origin=1&limit=x&sort=asc").Request.Query, errors);

        Assert.That(errors.Select(error => error.Target), Is.EquivalentTo(["origin", "limit", "sort"]));
    }

    private static FlightSearch Parse(string query)
    {
        var errors = new List<ApiError>();
        var search = FlightSearch.Parse(new HttpExchange(query: query).Request.Query, errors);
        Assert.That(errors, Is.Empty);
        return search;
    }
}
