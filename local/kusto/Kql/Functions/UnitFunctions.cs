using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using static LocalKusto.Kql.Functions.FunctionBuilder;

namespace LocalKusto.Kql.Functions;

/// <summary>Conversions between units.</summary>
internal static class UnitFunctions
{
    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        Conversion("angle", Units.Angle),
        Conversion("energy", Units.Energy),
        Conversion("force", Units.Force),
        Conversion("length", Units.Length),
        Conversion("mass", Units.Mass),
        Conversion("speed", Units.Speed),
        Conversion("temperature", Units.Temperature),
        Conversion("volume", Units.Volume),
    ];

    private static ScalarFunction Conversion(string quantity, Func<double, string, string, double?> convert) =>
        Native($"convert_{quantity}(value: floating, from: text, to: text): real?", convert);
}
