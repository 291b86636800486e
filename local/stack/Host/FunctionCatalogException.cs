using System.Reflection;

namespace LocalStack.Host;

/// <summary>A function that this host cannot run. Azure's generators refuse some of these, too; others it merely knows more of.</summary>
internal sealed class FunctionCatalogException(string function, MethodInfo method, string problem)
    : StackStartException($"The function '{function}' ({method.DeclaringType?.FullName}.{method.Name}) {problem}.");
