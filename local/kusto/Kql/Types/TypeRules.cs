using static LocalKusto.Kql.Types.KustoType;

namespace LocalKusto.Kql.Types;

/// <summary>The type of a result that depends on several types.</summary>
internal static class TypeRules
{
    /// <summary>int, long, real, decimal: each is converted to the ones that follow it. Null for other types.</summary>
    public static KustoType? Widest(IEnumerable<KustoType> types)
    {
        KustoType? widest = null;
        foreach (var type in types)
        {
            if (Rank(type) == 0)
                return null;
            if (widest is null || Rank(type) > Rank(widest.Value))
                widest = type;
        }

        return widest;
    }

    /// <summary>int becomes long.</summary>
    public static KustoType Promoted(KustoType type) => type == Int ? Long : type;

    /// <summary>
    /// The type of a choice among values: their one type; for whole numbers the wider one; with a dynamic value the type of the others.
    /// Null where there is none.
    /// </summary>
    public static KustoType? Common(IEnumerable<KustoType> types)
    {
        KustoType? common = null;
        foreach (var type in types.Where(type => type != Dynamic))
        {
            if (common is null || common == type)
                common = type;
            else if (common is Int or Long && type is Int or Long)
                common = Long;
            else
                return null;
        }

        return common ?? Dynamic;
    }

    public static bool IsNumber(KustoType type) => Rank(type) > 0;

    private static int Rank(KustoType type) => type switch
    {
        Int => 1,
        Long => 2,
        Real => 3,
        KustoType.Decimal => 4,
        _ => 0,
    };
}
