using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>Binds <c>mv-expand [name =] value [to typeof(type)], …</c>.</summary>
internal static class MvExpandBinding
{
    public static TabularNode Bind(TabularBinder binder, MvExpandOperator expand, TabularNode input)
    {
        var context = binder.Context;
        var row = binder.Over(input);
        var columns = input.Columns.ToList();
        var elements = new List<Assignment>();
        var types = new Dictionary<PlanColumn, KustoType>();
        foreach (var (named, type) in expand.Elements)
        {
            var value = row.Bind(named.Value);
            if (value.Type != KustoType.Dynamic)
                throw context.Semantic(expand, "SEM0447", $"mv-expand: only a dynamic value has elements, not a {value.Type.CslName()}.");
            var name = named.Name ?? ColumnNames.Default(named.Value) ?? new ColumnNames(columns.Select(column => column.Name)).Next(null);
            var element = new PlanColumn(name, KustoType.Dynamic);
            elements.Add(new Assignment(element, value));
            if (type is { } wanted && wanted != KustoType.Dynamic)
                types[element] = wanted;
            var existing = columns.FindIndex(column => column.Name == name);
            if (existing >= 0)
                columns[existing] = element;
            else
                columns.Add(element);
        }

        var index = expand.Index is null ? null
            : new PlanColumn(new ColumnNames(columns.Select(column => column.Name)).Next(expand.Index), KustoType.Long);
        if (index is not null)
            columns.Add(index);
        var limit = expand.Limit is null ? null : binder.OverNothing().BindCount(expand.Limit);
        var passThrough = columns.Where(input.Columns.Contains).ToList();
        var expanded = new ExpandNode(input, columns, passThrough, elements, index, limit, IsArray(context, expand));
        return types.Count == 0 ? expanded : new ProjectNode(expanded, [.. columns.Select(column => types.TryGetValue(column, out var type)
            ? new Assignment(new PlanColumn(column.Name, type), Element(new ColumnNode(column), type))
            : new Assignment(column, new ColumnNode(column)))]);
    }

    private static bool IsArray(BindingContext context, MvExpandOperator expand) => expand.Kind switch
    {
        "bag" => false,
        "array" => true,
        _ => throw context.Semantic(expand, "SEM0100", $"mv-expand: the kind must be bag or array, not '{expand.Kind}'."),
    };

    /// <summary>Converts an element. Strings that contain numbers are not converted to numbers.</summary>
    private static ScalarNode Element(ScalarNode element, KustoType type) => type switch
    {
        KustoType.Long => Overloads.Call("$number_long", element),
        KustoType.Int => Overloads.Convert(Overloads.Call("$number_long", element), KustoType.Int),
        KustoType.Real => Overloads.Call("$dynamic_real", element),
        _ => Overloads.Convert(element, type),
    };
}
