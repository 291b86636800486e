using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

/// <summary>What <c>let</c> statements, parameters and query parameters stand for; an inner scope hides the outer.</summary>
internal sealed class Scope(Scope? outer)
{
    private readonly Dictionary<string, Scalar> _scalars = [];
    private readonly Dictionary<string, Func<Relation>> _tables = [];
    private readonly Dictionary<string, FunctionDeclaration> _functions = [];

    public void Define(string name, Scalar value) => _scalars[name] = value;

    public void Define(string name, Func<Relation> table) => _tables[name] = table;

    public void Define(string name, FunctionDeclaration function) => _functions[name] = function;

    public Scalar? FindScalar(string name) => _scalars.TryGetValue(name, out var value) ? value : outer?.FindScalar(name);

    public Func<Relation>? FindTable(string name) => _tables.TryGetValue(name, out var value) ? value : outer?.FindTable(name);

    public FunctionDeclaration? FindFunction(string name) => _functions.TryGetValue(name, out var value) ? value : outer?.FindFunction(name);
}
