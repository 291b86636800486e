using System.Diagnostics;
using System.Text;

namespace LocalStack.Tests.Cases;

/// <content>Runs the import tool in a separate process, as users do, against the stack of these tests.</content>
internal sealed partial class CaseTests
{
    /// <summary>Departures from Santiago. The second departure has no scheduled time.</summary>
    private const string Departures =
        """
        Fecha-I,Vlo-I,Ori-I,Des-I,Emp-I,Fecha-O,Vlo-O,Ori-O,Des-O,Emp-O,DIA,MES,AÑO,DIANOM,TIPOVUELO,OPERA,SIGLAORI,SIGLADES
        2017-03-05 08:00:00,40.0,SCEL,SCFA,SKU,2017-03-05 08:47:30,40.0,SCEL,SCFA,SKU,5,3,2017,Domingo,N,Sky Airline,Santiago,Antofagasta
        ,41,SCEL,SCFA,SKU,2017-03-05 08:47:30,41,SCEL,SCFA,SKU,5,3,2017,Domingo,N,Sky Airline,Santiago,Antofagasta
        """;

    private const string Page =
        """
        {"links": null, "num_pages": 1, "flights": [{"ident": "QZX805", "fa_flight_id": "QZX805-1714300000-airline-0001",
         "operator_iata": "QX", "flight_number": "805", "cancelled": false, "diverted": false,
         "origin": {"code_iata": "SCL"}, "destination": {"code_iata": "LIM"}, "scheduled_out": "2024-05-01T10:20:00Z",
         "actual_out": "2024-05-01T10:33:00Z", "status": "En Route"}]}
        """;

    /// <summary>A map that fails in the second batch as long as a file named stop exists.</summary>
    private const string Interruptible =
        """
        SELECT
            n,
            r ->> 'id' AS eventId,
            'FlightScheduled' AS eventType,
            file_time() AS occurredAt,
            'QY' AS airline,
            r ->> 'id' AS flightNumber,
            'SCL' AS origin,
            CASE WHEN n > 5000 AND (SELECT count(*) FROM glob('STOP')) > 0 THEN error('stopped') ELSE 'LIM' END AS destination,
            iso_time('2024-05-01T10:20:00Z') AS scheduledDeparture
        FROM input
        """;

    [Test]
    public async Task Files_are_imported_with_the_command_line()
    {
        var folder = Directory.CreateTempSubdirectory("import-");
        try
        {
            var csv = FileOf(folder, "departures.csv", Departures);
            var json = FileOf(folder, "page.json", Page);
            var (rehearsed, _) = await ImportAsync(csv, "--map", "scl2017", "--dry-run");
            var (partly, summary) = await ImportAsync(csv, "--map", "scl2017");
            var (again, complete) = await ImportAsync(csv, "--map", "scl2017");
            var (published, _) = await ImportAsync(json, "--map", "aeroapi");
            await Stack.IngestedAsync();

            Assert.Multiple(async () =>
            {
                Assert.That((rehearsed, partly, again, published), Is.EqualTo((2, 2, 0, 0)), summary);
                Assert.That(summary, Does.Match(@"Records rejected: 1\b").And.Match(@"Events published to .*: 1\b"));
                Assert.That(complete, Does.Contain("already published"));
                Assert.That(File.ReadAllLines(csv + ".rejects.jsonl"), Has.Length.EqualTo(1));
                Assert.That(
                    await Stack.CountAsync(
                        "Flights | where Airline == 'H2' and FlightNumber == '40' and Status == 'Departed' and DelayMinutes == 47 | count"),
                    Is.EqualTo(1));
                Assert.That(
                    await Stack.CountAsync("Flights | where Airline == 'QX' and FlightNumber == '805' and DelayMinutes == 13 | count"),
                    Is.EqualTo(1));
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task The_same_command_resumes_an_interrupted_import()
    {
        const int records = 6000;
        var folder = Directory.CreateTempSubdirectory("import-");
        try
        {
            var csv = FileOf(folder, "flights.csv", $"id\n{string.Concat(Enumerable.Range(1, records).Select(id => $"{id}\n"))}");
            var stop = FileOf(folder, "stop", "");
            var map = FileOf(folder, "own.sql", Interruptible.Replace("STOP", stop, StringComparison.Ordinal));

            var (interrupted, error) = await ImportAsync(csv, "--map", map);
            File.Delete(stop);
            var (resumed, output) = await ImportAsync(csv, "--map", map);
            await Stack.IngestedAsync();

            Assert.Multiple(async () =>
            {
                Assert.That((interrupted, resumed), Is.EqualTo((1, 0)), error + output);
                Assert.That(error, Does.Contain("records from 5001 to 6000"));
                Assert.That(output, Does.Contain("Resuming after record 5,000").And.Match(@"Events published to .*: 1,000\b"));
                Assert.That(await Stack.CountAsync("FlightEvents | where Airline == 'QY' | count"), Is.EqualTo(records), "none twice");
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string FileOf(DirectoryInfo folder, string name, string content)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <returns>The exit code and the output of the process.</returns>
    private async Task<(int ExitCode, string Output)> ImportAsync(string file, params string[] options)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Import.dll"), file, .. options])
            start.ArgumentList.Add(argument);
        start.Environment["EVENTHUBS_CONNECTION_STRING"] = Stack.Host.EventHubsConnectionString;
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }
}
