using LatamFunctions.Events;

namespace LatamFunctions.Tests.Events;

public class FlightDesignatorTests
{
    [TestCase("LA805", "LA", "805")]
    [TestCase("la805", "LA", "805")]
    [TestCase("LA 0805", "LA", "805")]
    [TestCase("LA-805a", "LA", "805A")]
    [TestCase("LAN805", "LA", "805")]
    [TestCase("4C45", "4C", "45")]
    [TestCase("9P1", "9P", "1")]
    [TestCase("QQQ7", "QQQ", "7", Description = "three letters are an ICAO code, known or not")]
    public void A_designator_is_parsed_in_any_form(string text, string airline, string number)
    {
        Assert.That(FlightDesignator.TryParse(text, out var designator), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(designator.Airline.ToString(), Is.EqualTo(airline));
            Assert.That(designator.Number.ToString(), Is.EqualTo(number));
        });
    }

    [TestCase("")]
    [TestCase("LA")]
    [TestCase("LATAM")]
    [TestCase("LA/805")]
    [TestCase("LÁ805")]
    [TestCase("LA805-20240501-SCL")]
    [TestCase("LAN1234567890123")]
    public void A_string_that_is_not_a_flight_designator_is_rejected(string text) =>
        Assert.That(FlightDesignator.TryParse(text, out _), Is.False);
}
