namespace LocalKusto.Kql;

internal static class KustoNames
{
    public static string Of(KustoType type) => type.ToString().ToLowerInvariant();
}
