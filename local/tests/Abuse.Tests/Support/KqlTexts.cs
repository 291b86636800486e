namespace Abuse.Tests.Support;

/// <summary>Valid queries and management commands, and strings that are inserted into them.</summary>
internal static class KqlTexts
{
    public static readonly byte[][] Queries = Mutations.Bytes(
        "FlightEvents | where Origin == 'SCL' and DelayMinutes between (1 .. 30) | summarize count(), "
        + "avg(DelayMinutes) by bin(OccurredAt, 1h)",
        "let x = 5; let f = (a:long, b:string='q') { print a = a, b = b }; f(x) | extend c = strcat(b, tostring(a))",
        "FlightEvents | join kind=leftouter (Flights | project FlightId, Status) on FlightId | project-away FlightId1 | "
        + "top 5 by OccurredAt desc nulls last",
        "union withsource=T (FlightEvents | take 1), (print EventId = 'a') | project T, EventId | order by T asc",
        "range i from 1 to 100 step 1 | extend d = pack('k', i, 'a', dynamic([1,2,{\"x\":null}])) | mv-expand v = d.a | "
        + "summarize make_list(v), dcount(i)",
        "FlightEvents | parse Source with '/airlines/' airline '/' * | where airline matches regex '^[A-Z]{2}$' | "
        + "make-series n = count() on OccurredAt from datetime(2024-05-01) to datetime(2024-05-02) step 1h",
        "print a = todecimal('1.5'), b = totimespan('1.02:03:04'), c = parse_json('{\"a\":[1]}').a[0], d = iff(1 > 2, "
        + "'x', 'y'), e = case(true, 1, 2)",
        "SearchFlights(dynamic(null)) | count",
        "declare query_parameters(o:string='SCL'); Flights | where Origin in~ (o, 'lim') or isnotempty(Status) | distinct Origin, "
        + "Destination | serialize r = row_number()");

    // The commands use separate tables, so that they do not change the data of other tests.
    public static readonly byte[][] Commands = Mutations.Bytes(
        ".show tables details",
        ".create-merge table Abused (A:string, B:long, C:dynamic, D:datetime) with (docstring = 'x', folder = 'y')",
        ".create-or-alter table Abused ingestion json mapping 'M' '[{\"column\":\"A\",\"Properties\":{\"Path\":\"$.a\"}}]'",
        ".alter-merge table Abused policy retention softdelete = 10d recoverability = disabled",
        ".create-or-alter function with (docstring = 'd', skipvalidation = true) AbusedF(a:long, b:string='x') { "
        + "Abused | where B == a and A == b }",
        ".create materialized-view AbusedV on table Abused { Abused | summarize arg_max(D, *) by A }",
        ".set-or-append Abused <| print A = 'a', B = long(1), C = dynamic({}), D = now()",
        ".ingest inline into table Abused with (format='csv') <| a,1,{},2024-05-01",
        ".show table Abused schema as json",
        ".drop table Abused ifexists",
        ".execute database script with (ContinueOnErrors = true) <|\n.show tables\n\n.show functions",
        ".show operations | take 1");

    public static readonly byte[][] Splices = Mutations.Bytes(
        "\0", "'", "\"", "@'", "```", "\\", "(", ")", "[", "]", "{", "}", "|", ";", ",", ".", "..", "=", "==", "=~", "!", "//", "\n", " ",
        "-", "1", "0x", "1e999", "9223372036854775808",
        "datetime(9999-12-31)", "timespan(1d)", "dynamic(null)", "guid(x)", "real(nan)", "let ", "by ", "on ", "kind=inner ", "| union ",
        "| join ", "| where ", "| extend ", "| summarize ",
        "materialize(", "toscalar(", "typeof(", "*", "$left", "ud83d", "\ud83d\ude00", "null", "true", "| evaluate pivot(", "cluster('x').",
        "externaldata(", "range x from 1 to 1000 step 1 | ");
}
