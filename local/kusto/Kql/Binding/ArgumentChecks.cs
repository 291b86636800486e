using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>Validates the values of constant arguments, in addition to their types.</summary>
internal static class ArgumentChecks
{
    public static void Check(BindingContext context, Node at, string function, IReadOnlyList<ScalarNode> arguments)
    {
        switch (function)
        {
            case "case":
                for (var i = 0; i < arguments.Count - 1; i += 2)
                {
                    if (arguments[i].Type != KustoType.Bool || arguments.Count % 2 == 0)
                        throw context.Semantic(
                            at, "SEM0100", "case(): pass pairs of a condition (bool) and a value, followed by a default value.");
                }

                break;
            case "coalesce" when arguments.Any(argument => argument.Type == KustoType.Dynamic)
                && arguments.Any(argument => argument.Type != KustoType.Dynamic):
                throw context.Semantic(at, "SEM0525",
                    "coalesce(): a dynamic value has no common type with other values. Cast it to another type.");
            case "datetime_diff" or "datetime_add" when Text(arguments[0]) is { } period
                && !Calendar.Periods.Contains(period.ToLowerInvariant()):
                throw context.Semantic(at, "SEM0100",
                    $"{function}(): '{period}' is not a period. Use one of {string.Join(", ", Calendar.Periods)}.");
            case "datetime_part" when Text(arguments[0]) is { } part && !Calendar.Parts.Contains(part.ToLowerInvariant())
                && !part.Equals("weekofyear", StringComparison.OrdinalIgnoreCase):
                throw context.Semantic(at, "SEM0100",
                    $"{function}(): '{part}' is not a part. Use one of {string.Join(", ", Calendar.Parts)}.");
            case "format_datetime" or "format_timespan" when Text(arguments[1]) is { } format
                && TimeFormat.FindUnknown(format, function == "format_timespan") is { } unknown:
                throw context.Semantic(at, "SEM0100",
                    $"{function}(): '{unknown}' in the format '{format}' is neither a format specifier nor a delimiter.");
            case "datetime_utc_to_local" or "datetime_local_to_utc" when Text(arguments[1]) is { } zone && !TimeZones.IsKnown(zone):
                throw context.Semantic(at, "SEM0100", $"{function}(): '{zone}' is not a time zone.");
            case "bag_pack" when arguments.Count % 2 != 0:
                throw context.WrongCount(at, function);
            case "bag_pack" when arguments.Where((_, i) => i % 2 == 0).Any(key => !IsText(key)):
                throw context.Semantic(at, "SEM0100", $"{function}(): the keys must be strings.");
        }
    }

    /// <summary>Returns <c>true</c> for a string, and for a dynamic value that can be a string.</summary>
    private static bool IsText(ScalarNode key) => key switch
    {
        CallNode { Function.Name: "$to_dynamic" } call => call.Arguments[0].Type == KustoType.String,
        ConstantNode constant => constant.Value is string json && json[0] == '"',
        _ => true,
    };

    private static string? Text(ScalarNode argument) => (argument as ConstantNode)?.Value as string;
}
