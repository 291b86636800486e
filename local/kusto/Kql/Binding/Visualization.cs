namespace LocalKusto.Kql.Binding;

/// <summary>What a closing <c>render</c> asked for.</summary>
public sealed record Visualization(string Kind, IReadOnlyDictionary<string, string> Properties);
