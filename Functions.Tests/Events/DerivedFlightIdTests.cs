using LatamFunctions.Events;

namespace LatamFunctions.Tests.Events;

public class DerivedFlightIdTests
{
    [TestCase("LA805-20240501-SCL", "LA805-20240501-SCL")]
    [TestCase("la0805-20240501-scel", "LA805-20240501-SCL")]
    [TestCase("LAN805-20240501-SCEL-SPJC", "LA805-20240501-SCL-LIM")]
    [TestCase("9P1-20240501-QQX-QQQQ", "9P1-20240501-QQX-QQQQ")]
    public void The_parts_of_a_derived_id_are_normalized(string text, string expected)
    {
        Assert.That(DerivedFlightId.TryParse(text, out var id), Is.True);
        Assert.That(id.ToString(), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("ours-1")]
    [TestCase("SCL-LIM-20240501T1020Z")]
    [TestCase("SFO-KOA-20010630T1353-2992519")]
    [TestCase("LA805-20240532-SCL")]
    [TestCase("LA805-20240501-SCL-LIM-X")]
    [TestCase("LA805-20240501-S")]
    [TestCase("LA805-20240501-SC1")]
    [TestCase("LA805-20240501-SCELX")]
    [TestCase("LA805-20240501-SCL-12")]
    [TestCase("LA805-20240501-12-LIM")]
    public void Ids_in_other_forms_are_not_parsed(string text) => Assert.That(DerivedFlightId.TryParse(text, out _), Is.False);

    [TestCase("LA805-20240501-SCL", "2024-05-01")]
    [TestCase("X-20240229-SCEL", "2024-02-29")]
    [TestCase("LA805-20240501-SCL-LIM", null)] // Older ids contain the UTC date.
    [TestCase("LA805-20240230-SCL", null)]
    [TestCase("LA805-00010101-SCL", "0001-01-01")]
    [TestCase("LA805-99991231-SCL", "9999-12-31")]
    [TestCase("LA805-00001231-SCL", null)]
    [TestCase("LA805-20240001-SCL", null)]
    [TestCase("LA805-20241301-SCL", null)]
    [TestCase("LA805-20240100-SCL", null)]
    [TestCase("LA805-2024050-SCL", null)]
    [TestCase("-20240501-SCL", null)]
    [TestCase("F-1", null)]
    [TestCase("", null)]
    public void The_date_in_an_id_is_the_operating_date(string id, string? expected)
    {
        var isDate = DerivedFlightId.TryReadDate(System.Text.Encoding.UTF8.GetBytes(id), out var date);

        Assert.That(isDate ? $"{date:yyyy-MM-dd}" : null, Is.EqualTo(expected));
    }
}
