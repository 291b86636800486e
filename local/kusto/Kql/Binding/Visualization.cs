namespace LocalKusto.Kql.Binding;

/// <summary>The visualization that a closing <c>render</c> requests.</summary>
public sealed record Visualization(string Kind, IReadOnlyDictionary<string, string> Properties);
