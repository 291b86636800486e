namespace LocalStack.Tests.HttpApi;

/// <summary>Strings that have a meaning in some language if they are inserted into code without escaping.</summary>
internal static class InjectionStrings
{
    /// <summary>Strings that attempt to end the literal that contains them.</summary>
    private static readonly string[] Exits =
        ["", "'", "\"", "`", "')", "\")", "\\'", "\\\"", "''", "```\n", "'] ", "\u2019", "\uFF07", "x'\n", "SCL'"];

    /// <summary>Strings that attempt an action after the end of the literal.</summary>
    private static readonly string[] Deeds =
    [
        " or 1 == 1", " or true //", " || 1==1 --", "; DROP TABLE FlightEvents; --", "\n.drop table FlightEvents", " | take 1000",
        "| union Flights",
        "; FlightEvents | count", "; let x = 1; Flights", " | where true //", "); Flights | project FlightId", " /* comment */ ",
        " union select null,null--",
        "; .set-or-append FlightEvents <| Flights", "; .drop function SearchFlights", " && sleep(5)",
        ") | evaluate http_request('http://127.0.0.1/')",
        "; COPY FlightEvents TO 'out.csv'", "; ATTACH 'other.db'", "; PRAGMA database_list",
    ];

    private static readonly string[] Others =
    [
        // Kusto
        ".drop table FlightEvents", ".drop materialized-view Flights", ".clear table FlightEvents data", ".show tables",
        ".execute database script <| .show tables",
        "externaldata(x:string)['http://127.0.0.1/']", "cluster('x').database('y').T", "database('other').Secrets", "table('FlightEvents')",
        "invoke x()",
        "set notruncation; Flights", "declare pattern x; print x", "datetime(now)", "int(null)", "dynamic({})", "h'secret'",
        "@'verbatim\\'", "materialize(Flights)",

        // SQL
        "1; SELECT * FROM information_schema.tables", "' OR ''='", "admin'--", "1 UNION ALL SELECT 1,2,3",
        "x' AND 1=(SELECT COUNT(*) FROM FlightEvents)--", "$$;$$", "$1", "?", ":x",
        "E'\\x27'", "CHAR(39)", "0x27", "read_csv('passwords')", "getenv('HOME')",

        // JSON, XML, templates, format strings
        "{\"$ne\":null}", "{}", "[]", "\",\"x\":\"", "}}", "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "%s%s%s%n", "{0}{1}", "%d",
        "${jndi:ldap://127.0.0.1/a}", "<script>alert(1)</script>",
        "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/hostname'>]>", "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1+1",

        // Paths, shells, headers
        "../../etc/hostname", "..\\..\\x", "/etc/hostname", "C:\\x", "file:///etc/hostname", "http://127.0.0.1:1/", "$(id)", "`id`", "; id",
        "| id", "&& id", "a&b=c", "a=b", "#fragment",
        "a;b", "x\r\nSet-Cookie: y=1", "x\r\n\r\nHTTP/1.1 200 OK", "x\nX: y", "%0d%0aX: y", "%27", "%2527", "+", "~", "*", "_", "\\",

        // Characters
        "\t", "\u0001", "\u001B[31m", "\u007F", "\u0085", "\u00A0x", "\u200B", "\u202Ex", "\u2028", "\u2029", "\uFEFF", "\uFFFD", "\uFFFF",
        "\U0001F6EB", "\U0010FFFF", "e\u0301", "\u0130", "\u017F",
        "\uFF1B", "\uFF5C", "\u2215", "\u02BC", "\u05D0", "\u0661", "\u4E2D", "NULL", "null", "undefined", "NaN", "Infinity", "true", "-",
        "--", "//", "/*", "*/", ";", "'", "\"", "''", "\"\"", "'\"'", "()",
        new string('\'', 50), new string('(', 300), new string('A', 500), string.Concat(Enumerable.Repeat("' or ", 60)),
    ];

    public static IReadOnlyList<string> All { get; } =
        [.. Others.Concat(from exit in Exits from deed in Deeds select exit + deed).Distinct()];

    /// <summary>Percent-encoded bytes that are not valid text: malformed and overlong UTF-8, a lone surrogate, and NUL.</summary>
    public static IReadOnlyList<string> Encoded { get; } =
    [
        "%FF", "%FF%FE", "%C0%A7", "%C0%AE%C0%AE", "%E2%80", "%ED%A0%80", "%F4%90%80%80", "%80", "%00", "SCL%00", "%00%27", "%", "%2",
        "%zz", "%u0027",
    ];
}
