namespace LocalKusto.Catalog;

/// <summary>
/// A stored function. <paramref name="Parameters"/> includes the parentheses, and <paramref name="Body"/> includes the braces.
/// </summary>
internal sealed record FunctionDefinition(string Name, string Parameters, string Body, string Folder = "", string DocString = "");
