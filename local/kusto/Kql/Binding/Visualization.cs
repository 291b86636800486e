namespace LocalKusto.Kql.Binding;

/// <summary>The visualization that the final <c>render</c> operator requests.</summary>
public sealed record Visualization(string Kind, IReadOnlyDictionary<string, string> Properties);
