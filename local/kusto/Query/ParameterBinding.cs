using System.Globalization;
using LocalKusto.DuckDb;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;

namespace LocalKusto.Query;

internal static class ParameterBinding
{
    /// <summary>Binds the parameters of a compiled query that its SQL has, the first to $p1.</summary>
    public static void Bind(this DuckDbStatement statement, IReadOnlyList<SqlParameter> parameters)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            if (statement.FindParameter(string.Create(CultureInfo.InvariantCulture, $"p{i + 1}")) is { } index)
                Bind(statement, index, parameters[i]);
        }
    }

    private static void Bind(DuckDbStatement statement, int index, SqlParameter parameter)
    {
        switch (parameter.Value)
        {
            case null:
                statement.BindNull(index);
                break;
            case bool value:
                statement.Bind(index, value);
                break;
            case int value:
                statement.Bind(index, value);
                break;
            case long value:
                statement.Bind(index, value);
                break;
            case double value:
                statement.Bind(index, value);
                break;
            case KustoDecimal value:
                statement.Bind(index, value.Encode());
                break;
            case string value:
                statement.Bind(index, value);
                break;
            case DateTime value:
                statement.Bind(index, value.Ticks);
                break;
            case TimeSpan value:
                statement.Bind(index, value.Ticks);
                break;
            case Guid value:
                statement.Bind(index, value);
                break;
            default:
                throw new InvalidOperationException($"A parameter of the type {parameter.Value.GetType()} cannot be bound.");
        }
    }
}
