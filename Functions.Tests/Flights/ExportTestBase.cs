using System.Data;
using LatamFunctions.Flights;
using LatamFunctions.Responses;
using LatamFunctions.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Flights;

/// <summary>The base class for tests that export rows from a scripted database to a test client.</summary>
public abstract class ExportTestBase
{
    private protected static DataTableReader Counted(long count)
    {
        var table = new DataTable { Columns = { { "Count", typeof(long) } } };
        table.Rows.Add(count);
        return table.CreateDataReader();
    }

    private protected static Task<IResult> Export(QueryEndpoint adx, HttpExchange exchange, ExportSlots? slots = null) => new ExportFlights(
        adx.Kusto, adx.Metrics.Api, slots ?? new ExportSlots(Options.Create(new ExportOptions())),
        NullLogger<ExportFlights>.Instance).Run(exchange.Request, default);

    private protected sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }

    private protected sealed class StartedResponse : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }
}
