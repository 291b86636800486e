namespace DuckDbBenchmark;

/// <summary>The benchmark's table and its values.</summary>
internal static class SampleRows
{
    public const string CreateTable =
        "CREATE TABLE rows (id BIGINT, code VARCHAR, note VARCHAR, amount DOUBLE, ok BOOLEAN, created TIMESTAMP, parts INTEGER, "
        + "other BIGINT)";

    public static readonly byte[] Code = "AB-1234"u8.ToArray();

    public static readonly byte[] Note = "a note that is longer than twelve bytes"u8.ToArray();
}
