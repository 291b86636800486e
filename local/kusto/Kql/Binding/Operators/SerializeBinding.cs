using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>Binds <c>serialize [column = expression, …]</c>.</summary>
internal static class SerializeBinding
{
    public static TabularNode Bind(TabularBinder binder, SerializeOperator serialize, TabularNode input)
    {
        var serialized = Serialization.IsSerialized(input) ? input : new SerializedNode(input);
        return serialize.Columns.Count == 0 ? serialized
            : new ProjectNode(serialized, ProjectBinding.Extended(binder, serialize.Columns, serialized));
    }
}
