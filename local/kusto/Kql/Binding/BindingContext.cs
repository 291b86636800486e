using System.Runtime.CompilerServices;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Schema;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;
using LocalKusto.Kql.Views;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// The state that all binders of a request share: the text, the catalog, the parameter values, and the limits. Limits are necessary because
/// functions are expanded where they are called, so a short text can describe a huge plan.
/// </summary>
internal sealed class BindingContext(string text, IKqlCatalog catalog, QueryContext query, CancellationToken cancellationToken)
{
    /// <summary>The maximum number of nodes in a request. A generated query of a thousand lines has about ten thousand nodes.</summary>
    private const int MaxNodes = 100_000;

    /// <summary>The maximum total number of columns in all steps of all pipelines. Each step has its own list of columns.</summary>
    private const int MaxColumnsOfSteps = 500_000;

    /// <summary>The maximum number of columns in a table, as in Kusto.</summary>
    private const int MaxColumns = 10_000;

    private const int MaxExpansions = 64;

    private readonly List<SqlParameter> _parameters = [];
    private readonly List<string?> _names = [];
    private readonly List<string> _absent = [];
    private readonly Dictionary<string, MaterializedPart?> _parts = [];
    private readonly ParameterReads _reads = new();
    private readonly Dictionary<string, SharedTable> _views = [];
    private readonly Stack<string> _expanding = new();
    private ConstantNode? _now;
    private int _nodes;
    private int _columnsOfSteps;
    private int _picks;

    public IKqlCatalog Catalog => catalog;

    public QueryContext Query => query;

    public IReadOnlyList<SqlParameter> Parameters => _parameters;

    public Dictionary<string, string> Options { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The visualization that the last <c>render</c> operator requests.</summary>
    public Visualization? Visualization { get; set; }

    /// <summary>The views that the query reads, with their materialized parts.</summary>
    public IReadOnlyDictionary<string, MaterializedPart?> Parts => _parts;

    /// <summary>Whether the compiler has read rows from the database.</summary>
    public bool DependsOnData { get; set; }

    /// <summary>The inputs of the compilation other than the text and the schema.</summary>
    public CompilationInputs Inputs
    {
        get
        {
            _reads.Complete();
            return new CompilationInputs(_parameters, _names, _absent, _reads, _parts);
        }
    }

    /// <summary>Counts a node, to limit the size of the plan and the depth of the stack.</summary>
    public void Enter(Node at)
    {
        if (++_nodes > MaxNodes)
            throw TooComplex(at);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Semantic(at, "SEM0003", "The query is too complex: its expressions are nested too deeply.");
        if ((_nodes & 0xFF) == 0)
            cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Counts the columns of a step, to limit the memory for column lists.</summary>
    public void Count(Node at, IReadOnlyList<PlanColumn> columns)
    {
        if (columns.Count > MaxColumns)
            throw Semantic(at, "SEM0003", $"The table has {columns.Count} columns. The maximum is {MaxColumns}.");
        if ((_columnsOfSteps += columns.Count) > MaxColumnsOfSteps)
            throw TooComplex(at);
    }

    /// <summary>Adds a value to the parameters of the SQL statement. The SQL refers to the value by its number.</summary>
    /// <param name="type">The declared type.</param>
    /// <param name="value">The value. A null string becomes an empty string.</param>
    /// <param name="name">The name of the query parameter, or <c>null</c> for the time of the request.</param>
    public ConstantNode AddParameter(KustoType type, object? value, string? name)
    {
        if (type == KustoType.String)
            value ??= "";
        _parameters.Add(new SqlParameter(type, value));
        _names.Add(name);
        return new ConstantNode(type, value, _parameters.Count, _reads);
    }

    /// <summary>Records that the request has no value for a declared parameter, so that the default value applies.</summary>
    public void AddAbsent(string parameter) => _absent.Add(parameter);

    public void AddView(MaterializedViewSymbol view) => _parts[view.Name] = view.Part;

    /// <summary>Returns the current time, which is constant for the request.</summary>
    public ConstantNode Now() => _now ??= AddParameter(KustoType.DateTime, query.UtcNow, null);

    public int NextPick() => ++_picks;

    /// <summary>Returns the table of a view or of a function without arguments. The table is bound only once.</summary>
    public SharedTable Once(string key, Func<SharedTable> bind)
    {
        if (!_views.TryGetValue(key, out var table))
            _views[key] = table = bind();
        return table;
    }

    /// <summary>Binds the body of a named entity. Recursion is an error.</summary>
    public T Expanding<T>(Node at, string name, Func<T> bind)
    {
        if (_expanding.Contains(name))
            throw Semantic(at, "SEM0057", $"'{name}' calls itself. Recursion is not supported.");
        if (_expanding.Count >= MaxExpansions)
            throw Semantic(at, "SEM0003", $"The query is too complex: its functions are nested more than {MaxExpansions} levels deep.");
        _expanding.Push(name);
        try
        {
            return bind();
        }
        finally
        {
            _expanding.Pop();
        }
    }

    public KqlException Semantic(Node at, string code, string message) => KqlErrors.Semantic(text, at.At, code, message);

    public KqlException TooComplex(Node at) =>
        Semantic(at, "SEM0003", "The query is too complex: its functions and expressions expand to too many parts.");

    public KqlException Unsupported(Node at, string what) => Semantic(at, "SEM0260", $"{what} is not supported by this engine.");

    public KqlException UnknownTable(Node at, string name) =>
        Semantic(at, "SEM0100", $"'table' operator: Failed to resolve table expression named '{name}'."
            + Suggestions.Sentence(name, catalog.TableNames.Concat(catalog.FunctionNames)));

    /// <param name="at">The node that refers to the column.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="known">The existing columns.</param>
    public KqlException UnknownColumn(Node at, string name, IEnumerable<PlanColumn> known) => Semantic(at, "SEM0100",
        $"Failed to resolve column named '{name}'.{Suggestions.Sentence(name, known.Select(column => column.Name))}");

    public KqlException WrongCount(Node at, string function) => Semantic(at, "SEM0219", $"{function}(): wrong number of arguments.");
}
