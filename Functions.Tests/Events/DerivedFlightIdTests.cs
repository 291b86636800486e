using LatamFunctions.Events;

namespace LatamFunctions.Tests.Events;

public class DerivedFlightIdTests
{
    [TestCase("LA805-20240501-SCL", "LA805-20240501-SCL")]
    [TestCase("la0805-20240501-scel", "LA805-20240501-SCL")]
    [TestCase("LAN805-20240501-SCEL-SPJC", "LA805-20240501-SCL-LIM")]
    [TestCase("9P1-20240501-QQX-QQQQ", "9P1-20240501-QQX-QQQQ")]
    public void Its_parts_are_normalized(string text, string expected)
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
    public void Other_ids_are_taken_as_they_are(string text) => Assert.That(DerivedFlightId.TryParse(text, out _), Is.False);
}
