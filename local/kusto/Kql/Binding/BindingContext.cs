using System.Runtime.CompilerServices;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Schema;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;
using LocalKusto.Kql.Views;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// The state that all binders of a request share: its text, the catalog, the values of parameters, and the limits. A function is expanded
/// where it is called, so that a short text can describe a huge plan, which the budget prevents.
/// </summary>
internal sealed class BindingContext(string text, IKqlCatalog catalog, QueryContext query, CancellationToken cancellationToken)
{
    /// <summary>Nodes of one request. A thousand-line query of a tool has some ten thousand.</summary>
    private const int MaxNodes = 100_000;

    /// <summary>Columns of all steps of all pipelines together: each step has its own list of them.</summary>
    private const int MaxColumnsOfSteps = 500_000;

    /// <summary>Kusto's limit for the columns of a table.</summary>
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

    /// <summary>The visualization of the last <c>render</c>.</summary>
    public Visualization? Visualization { get; set; }

    /// <summary>The views that are read, and their materialized portions.</summary>
    public IReadOnlyDictionary<string, MaterializedPart?> Parts => _parts;

    /// <summary>Whether rows decided what the query is compiled to.</summary>
    public bool DependsOnData { get; set; }

    /// <summary>The inputs of the compilation in addition to the text and the schema.</summary>
    public CompilationInputs Inputs
    {
        get
        {
            _reads.Complete();
            return new CompilationInputs(_parameters, _names, _absent, _reads, _parts);
        }
    }

    /// <summary>Counts a node, so that neither the plan nor the stack grows without limit.</summary>
    public void Enter(Node at)
    {
        if (++_nodes > MaxNodes)
            throw TooComplex(at);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Semantic(at, "SEM0003", "The query is too complex: its expressions are nested too deeply.");
        if ((_nodes & 0xFF) == 0)
            cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Counts the columns of a step, which are copied from step to step.</summary>
    public void Count(Node at, IReadOnlyList<PlanColumn> columns)
    {
        if (columns.Count > MaxColumns)
            throw Semantic(at, "SEM0003", $"The maximum is {MaxColumns} columns; this table has {columns.Count}.");
        if ((_columnsOfSteps += columns.Count) > MaxColumnsOfSteps)
            throw TooComplex(at);
    }

    /// <summary>A value for the statement, from which the query's text cannot escape.</summary>
    /// <param name="type">The declared type.</param>
    /// <param name="value">The value; a null string becomes an empty one.</param>
    /// <param name="name">The name of the query parameter; null for the time of the request.</param>
    public ConstantNode AddParameter(KustoType type, object? value, string? name)
    {
        if (type == KustoType.String)
            value ??= "";
        _parameters.Add(new SqlParameter(type, value));
        _names.Add(name);
        return new ConstantNode(type, value, _parameters.Count, _reads);
    }

    /// <summary>No value is given for a declared parameter, which has its default.</summary>
    public void AddAbsent(string parameter) => _absent.Add(parameter);

    public void AddView(MaterializedViewSymbol view) => _parts[view.Name] = view.Part;

    /// <summary>One instant for the whole request.</summary>
    public ConstantNode Now() => _now ??= AddParameter(KustoType.DateTime, query.UtcNow, null);

    public int NextPick() => ++_picks;

    /// <summary>The table of a view or function without arguments, which is bound once.</summary>
    public SharedTable Once(string key, Func<SharedTable> bind)
    {
        if (!_views.TryGetValue(key, out var table))
            _views[key] = table = bind();
        return table;
    }

    /// <summary>Binds the body of a named entity, which must not refer to itself.</summary>
    public T Expanding<T>(Node at, string name, Func<T> bind)
    {
        if (_expanding.Contains(name))
            throw Semantic(at, "SEM0057", $"'{name}' calls itself; recursion is not supported.");
        if (_expanding.Count >= MaxExpansions)
            throw Semantic(at, "SEM0003", $"The query is too complex: more than {MaxExpansions} functions call each other.");
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

    /// <param name="at">Names the column.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="known">The existing columns.</param>
    public KqlException UnknownColumn(Node at, string name, IEnumerable<PlanColumn> known) => Semantic(at, "SEM0100",
        $"Failed to resolve column named '{name}'.{Suggestions.Sentence(name, known.Select(column => column.Name))}");

    public KqlException WrongCount(Node at, string function) => Semantic(at, "SEM0219", $"{function}(): wrong number of arguments.");
}
