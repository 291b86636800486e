using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

/// <summary>A function of the query or the database, and the scope in which its body is bound.</summary>
internal sealed record DeclaredFunction(string Name, FunctionDeclaration Declaration, LexicalScope Scope);
