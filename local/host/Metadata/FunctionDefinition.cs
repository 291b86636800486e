using LocalFunctions.Host.Errors;
using LocalFunctions.Host.Protocol;

namespace LocalFunctions.Host.Metadata;

/// <summary>A function as described by its worker.</summary>
/// <param name="Id">The identifier that the worker assigned to the function.</param>
/// <param name="Name">The function's name.</param>
/// <param name="Bindings">The trigger, inputs and outputs.</param>
/// <param name="Retry">The retry policy, or <c>null</c> if the function has no retry policy.</param>
/// <param name="Description">The worker's description of the function, which is sent back to load the function.</param>
internal sealed record FunctionDefinition(
    string Id, string Name, IReadOnlyList<FunctionBinding> Bindings, RetryPolicy? Retry, RpcFunctionMetadata Description)
{
    /// <summary>The trigger binding, or <c>null</c> if the function does not have exactly one trigger.</summary>
    public FunctionBinding? Trigger { get; } =
        Bindings.Where(binding => binding.IsTrigger).Take(2).ToList() is [var trigger] ? trigger : null;

    /// <exception cref="FunctionsHostException">The description is invalid. The message contains the function's name.</exception>
    public static FunctionDefinition From(RpcFunctionMetadata description)
    {
        try
        {
            return new FunctionDefinition(
                description.FunctionId,
                description.Name,
                [.. description.RawBindings.Select(FunctionBinding.Parse)],
                RetryPolicy.From(description.RetryOptions),
                description);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or FormatException)
        {
            throw new FunctionsHostException($"The worker's description of the function '{description.Name}' is invalid: {e.Message}", e);
        }
    }
}
