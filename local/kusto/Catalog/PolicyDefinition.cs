namespace LocalKusto.Catalog;

/// <summary>
/// A policy of a <c>Database</c>, <c>Table</c> or <c>MaterializedView</c>, as JSON text. <paramref name="PolicyName"/> is in lowercase, for
/// example <c>streamingingestion</c> or <c>retention</c>. <paramref name="EntityName"/> is empty for the database.
/// </summary>
internal sealed record PolicyDefinition(string EntityKind, string EntityName, string PolicyName, string Policy);
