using System.Data;
using LatamFunctions.Flights;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Flights;

public class FlightIdsTests
{
    [TestCase("LA805-20240501-SCL")]
    [TestCase("SCL-LIM-20240501T1020Z")]
    [TestCase("ours-1")]
    public async Task An_id_in_the_stored_form_requires_no_query(string flightId)
    {
        var adx = new QueryEndpoint();

        Assert.That(await new FlightIds(adx.Kusto).ResolveAsync(flightId, default), Is.EqualTo(flightId));
        Assert.That(adx.Executed, Is.Zero);
    }

    [TestCase("LA0805-20240501-SCEL", "LA805-20240501-SCL")]
    [TestCase("LA805-20240501-SCL-LIM", "LA805-20240501-SCL-LIM")]
    public async Task An_id_in_another_form_is_looked_up_by_its_normalized_parts(string flightId, string derivedId)
    {
        var adx = new QueryEndpoint { Respond = _ => Task.FromResult(Row("LA805-20240430-SCL")) };

        Assert.That(await new FlightIds(adx.Kusto).ResolveAsync(flightId, default), Is.EqualTo("LA805-20240430-SCL"));
        Assert.That(adx.Properties!.Parameters["flightId"], Does.Contain(flightId));
        Assert.That(adx.Properties!.Parameters["derivedId"], Does.Contain(derivedId));
    }

    [TestCase("la0805-20240501-scel", "LA805-20240501-SCL")]
    [TestCase("LA805-20240501-SCL-LIM", "LA805-20240501-SCL-LIM")]
    public async Task An_id_of_an_unknown_flight_is_normalized(string flightId, string expected)
    {
        var adx = new QueryEndpoint();

        Assert.That(await new FlightIds(adx.Kusto).ResolveAsync(flightId, default), Is.EqualTo(expected));
        Assert.That(adx.Executed, Is.EqualTo(1));
    }

    private static IDataReader Row(string flightId)
    {
        var table = new DataTable();
        table.Columns.Add("FlightId", typeof(string));
        table.Rows.Add(flightId);
        return table.CreateDataReader();
    }
}
