namespace LocalKusto.Catalog;

/// <summary>A stored function: <paramref name="Parameters"/> with the parentheses, <paramref name="Body"/> with the braces.</summary>
internal sealed record FunctionDefinition(string Name, string Parameters, string Body, string Folder = "", string DocString = "");
