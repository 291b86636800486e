using System.Text;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

public class JsonIntegerTests
{
    [TestCase("13", 13)]
    [TestCase("13.0", 13)]
    [TestCase("13.000000000000000000000000000000", 13)]
    [TestCase("1.3e1", 13)]
    [TestCase("130e-1", 13)]
    [TestCase("1.30E+1", 13)]
    [TestCase("0.0013e4", 13)]
    [TestCase("-13.0", -13)]
    [TestCase("0", 0)]
    [TestCase("-0.0", 0)]
    [TestCase("0e99999999999", 0)]
    [TestCase("0.000e-99999999999", 0)]
    [TestCase("1e99999999999", long.MaxValue)]
    [TestCase("-1e30", -long.MaxValue)]
    [TestCase("123456789012345678901234567890", long.MaxValue)]
    [TestCase("9223372036854775806.0", long.MaxValue - 1)]
    [TestCase("922337203685477580.7e1", long.MaxValue)]
    [TestCase("922337203685477580.8e1", long.MaxValue)]
    [TestCase("922337203685477581e1", long.MaxValue)]
    [TestCase("9.2233720368547758e18", 9223372036854775800)]
    [TestCase("10.010e3", 10010)]
    public void An_integer_is_parsed_and_limited_to_the_range_of_long(string json, long value)
    {
        Assert.That(JsonInteger.TryParse(Encoding.ASCII.GetBytes(json), out var parsed), Is.True);
        Assert.That(parsed, Is.EqualTo(value));
    }

    [TestCase("13.5")]
    [TestCase("0.1")]
    [TestCase("1e-1")]
    [TestCase("1e-99999999999")]
    [TestCase("13.0000000000000000000000000000000000001")]
    public void A_fraction_is_not_rounded(string json) => Assert.That(JsonInteger.TryParse(Encoding.ASCII.GetBytes(json), out _), Is.False);

    [TestCase("13.0", "13")]
    [TestCase("1.3e1", "13")]
    [TestCase("-0.0", "0")]
    public void A_row_contains_the_shortest_form(string written, string stored) =>
        Assert.That(ReadResult.From(SampleEvents.With("delayMinutes", written)).Row["DelayMinutes"]!.ToJsonString(), Is.EqualTo(stored));
}
