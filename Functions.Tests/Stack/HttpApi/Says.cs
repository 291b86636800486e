using NUnit.Framework.Constraints;

namespace LatamFunctions.Tests.Stack.HttpApi;

internal static class Says
{
    /// <summary>No stack trace, no text of a query and no key.</summary>
    public static Constraint NothingOfTheInside =>
        Does.Not.Contain("   at ").And.Not.Contain("declare query_parameters").And.Not.Contain("AccountKey").And.Not.Contain("SharedAccessKey")
            .And.Not.Contain("Exception");
}
