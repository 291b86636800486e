using LocalFunctions.Host.Errors;
using LocalFunctions.Host.Protocol;

namespace LocalFunctions.Host.Metadata;

/// <summary>A function as its worker describes it.</summary>
/// <param name="Id">The worker's identifier.</param>
/// <param name="Name">The function's name.</param>
/// <param name="Bindings">The trigger, inputs and outputs.</param>
/// <param name="Retry">The retry policy; null without one.</param>
/// <param name="Description">The description to load the function with.</param>
internal sealed record FunctionDefinition(
    string Id, string Name, IReadOnlyList<FunctionBinding> Bindings, RetryPolicy? Retry, RpcFunctionMetadata Description)
{
    /// <summary>The binding whose type ends with <c>Trigger</c>; null if there is not exactly one.</summary>
    public FunctionBinding? Trigger { get; } =
        Bindings.Where(binding => binding.IsTrigger).Take(2).ToList() is [var trigger] ? trigger : null;

    /// <exception cref="FunctionsHostException">The description is invalid; the message names the function.</exception>
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
