using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// The definitions that are visible at a position in the text: <c>let</c> statements and parameters. A later definition hides an earlier
/// definition of the same name. Scopes are immutable, so a definition creates a new scope. A function can therefore use the scope of its
/// declaration wherever it is called.
/// </summary>
internal sealed class LexicalScope
{
    /// <summary>The scope of the database, which has no definitions.</summary>
    public static readonly LexicalScope Database = new(null, "", null);

    private readonly LexicalScope? _outer;
    private readonly string _name;
    private readonly object? _symbol;

    private LexicalScope(LexicalScope? outer, string name, object? symbol) => (_outer, _name, _symbol) = (outer, name, symbol);

    /// <summary>The names of scalars, latest definition first.</summary>
    public IEnumerable<string> ScalarNames
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope._outer)
            {
                if (scope._symbol is ScalarNode)
                    yield return scope._name;
            }
        }
    }

    /// <summary>The names of functions that are views.</summary>
    public IEnumerable<string> ViewNames
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope._outer)
            {
                if (scope._symbol is DeclaredFunction { Declaration: { IsView: true, Parameters.Count: 0 } } view
                    && ReferenceEquals(Find(view.Name), view))
                    yield return view.Name;
            }
        }
    }

    public LexicalScope With(string name, ScalarNode value) => new(this, name, value);

    public LexicalScope With(string name, SharedTable table) => new(this, name, table);

    /// <summary>Adds a function. Its body can use earlier definitions, but not the function itself.</summary>
    public LexicalScope With(string name, FunctionDeclaration function) => new(this, name, new DeclaredFunction(name, function, this));

    public LexicalScope With(string name, StepState step) => new(this, name, step);

    public ScalarNode? FindScalar(string name) => Find(name) as ScalarNode;

    public SharedTable? FindTable(string name) => Find(name) as SharedTable;

    public DeclaredFunction? FindFunction(string name) => Find(name) as DeclaredFunction;

    public StepState? FindStep(string name) => Find(name) as StepState;

    /// <summary>Returns <c>true</c> if the scope defines the name. The definition hides the database's entity with the same name.</summary>
    public bool IsDefined(string name) => Find(name) is not null;

    private object? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            if (scope._name == name && scope._symbol is not null)
                return scope._symbol;
        }

        return null;
    }
}
