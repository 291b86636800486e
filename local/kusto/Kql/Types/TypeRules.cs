using static LocalKusto.Kql.Types.KustoType;

namespace LocalKusto.Kql.Types;

/// <summary>Determines the type of a result that depends on several types.</summary>
internal static class TypeRules
{
    /// <summary>
    /// Returns the last of the types in the order int, long, real, decimal, or <c>null</c> if a type is not numeric. A value can be
    /// converted to each later type.
    /// </summary>
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

    /// <summary>Returns long for int, and other types unchanged.</summary>
    public static KustoType Promoted(KustoType type) => type == Int ? Long : type;

    /// <summary>
    /// Returns the common type of several possible results, or <c>null</c> if there is no common type. The common type of int and long is
    /// long. The common type of dynamic and another type is the other type.
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
