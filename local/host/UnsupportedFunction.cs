namespace LocalFunctions.Host;

/// <summary>A function that this host does not run.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Reason">The reason as a predicate, such as "has a trigger of the type timerTrigger".</param>
public sealed record UnsupportedFunction(string Name, string Reason);
