using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// Checks table arguments. A table must have the columns that its parameter declares. The function body can use only the declared columns,
/// or all columns if the parameter declares <c>*</c>.
/// </summary>
internal static class TableParameters
{
    public static SharedTable Check(BindingContext context, CallExpression call, Parameter parameter, TabularNode table)
    {
        foreach (var wanted in parameter.Columns)
        {
            var column = table.Columns.FirstOrDefault(column => column.Name == wanted.Name)
                ?? throw context.Semantic(call, "SEM0100",
                    $"{call.Name}(): the table for '{parameter.Name}' has no column named '{wanted.Name}'.");
            if (column.Type != wanted.Type)
            {
                throw context.Semantic(call, "SEM0100",
                    $"{call.Name}(): the column '{wanted.Name}' of the table for '{parameter.Name}' must be a {wanted.Type.CslName()}, "
                    + $"not a {column.Type.CslName()}.");
            }
        }

        return new SharedTable(
            parameter.Name,
            parameter.IsOpen ? table : ProjectNode.Select(table,
                parameter.Columns.Select(wanted => table.Columns.First(column => column.Name == wanted.Name))));
    }
}
