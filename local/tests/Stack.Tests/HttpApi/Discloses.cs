using NUnit.Framework.Constraints;

namespace LocalStack.Tests.HttpApi;

internal static class Discloses
{
    /// <summary>A constraint for text that contains no stack trace, query text or key.</summary>
    public static IConstraint Nothing { get; } = ((IResolveConstraint)Does.Not.Contain("   at ").And.Not.Contain("Exception")
        .And.Not.Contain("declare query_parameters").And.Not.Contain("AccountKey").And.Not.Contain("SharedAccessKey")).Resolve();
}
