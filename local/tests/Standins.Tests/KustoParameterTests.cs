using Kusto.Data.Common;

namespace Standins.Tests;

/// <summary>Tests query parameters. The expected strings are from the official client 14.2.4.</summary>
public class KustoParameterTests
{
    [Test]
    public void Values_are_sent_as_KQL_literals()
    {
        var properties = new ClientRequestProperties();
        properties.SetParameter("s", "raw 'text'");
        properties.SetParameter("i", 3);
        properties.SetParameter("minus", -3);
        properties.SetParameter("l", long.MinValue);
        properties.SetParameter("r", 2.5);
        properties.SetParameter("whole", 2.0);
        properties.SetParameter("nan", double.NaN);
        properties.SetParameter("b", true);
        properties.SetParameter("t", new DateTime(2024, 5, 1, 10, 20, 30));
        properties.SetParameter("p", new TimeSpan(1, 2, 3, 4, 5));
        properties.SetParameter("g", new Guid("74be27de-1e4e-49d9-b579-fe0b331d3642"));

        Assert.That(properties.Parameters, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["s"] = "raw 'text'",
            ["i"] = "3",
            ["minus"] = "int(-3)",
            ["l"] = "long(-9223372036854775808)",
            ["r"] = "2.5",
            ["whole"] = "2.0",
            ["nan"] = "real(nan)",
            ["b"] = "true",
            ["t"] = "datetime(2024-05-01T10:20:30.0000000Z)",
            ["p"] = "time(1.02:03:04.0050000)",
            ["g"] = "guid(74be27de-1e4e-49d9-b579-fe0b331d3642)",
        }));
    }

    [Test]
    public void A_missing_value_is_a_typed_null()
    {
        var properties = new ClientRequestProperties();
        properties.SetParameter("i", (int?)null);
        properties.SetParameter("l", (long?)null);
        properties.SetParameter("r", (double?)null);
        properties.SetParameter("b", (bool?)null);
        properties.SetParameter("t", (DateTime?)null);
        properties.SetParameter("p", (TimeSpan?)null);
        properties.SetParameter("g", (Guid?)null);

        Assert.That(properties.Parameters.Values, Is.EquivalentTo(new[]
        {
            "int(null)", "long(null)", "real(null)", "bool(null)", "datetime(null)", "time(null)", "guid(null)",
        }));
        Assert.That(() => properties.SetParameter("s", (string)null!), Throws.ArgumentNullException);
    }
}
