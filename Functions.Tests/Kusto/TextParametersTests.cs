using Kusto.Data.Common;
using LatamFunctions.Kusto;

namespace LatamFunctions.Tests.Kusto;

public class TextParametersTests
{
    [TestCase("SCL", "\"SCL\"")]
    [TestCase("", "\"\"")]
    [TestCase("''", "\"''\"")]
    [TestCase("\"\"", "\"\\\"\\\"\"")]
    [TestCase("C:\\x", "\"C:\\\\x\"")]
    [TestCase("a\r\nb\u2028", "\"a\\u000d\\u000ab\\u2028\"")]
    [TestCase("\U0001F6EB", "\"\U0001F6EB\"")]
    public void A_string_is_encoded_as_one_literal_on_one_line(string text, string expected)
    {
        var properties = new ClientRequestProperties();

        properties.SetTextParameter("p", text);

        Assert.That(properties.Parameters["p"], Is.EqualTo(expected));
    }
}
