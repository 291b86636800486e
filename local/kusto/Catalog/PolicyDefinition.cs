namespace LocalKusto.Catalog;

/// <summary>
/// The policy <paramref name="PolicyName"/> (in lower case: <c>streamingingestion</c>, <c>retention</c> …) of a Database, Table or
/// MaterializedView, as JSON text. The database has an empty <paramref name="EntityName"/>.
/// </summary>
internal sealed record PolicyDefinition(string EntityKind, string EntityName, string PolicyName, string Policy);
