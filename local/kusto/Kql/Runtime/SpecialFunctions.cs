namespace LocalKusto.Kql.Runtime;

/// <summary>The gamma and error functions, accurate to about 15 significant digits.</summary>
internal static class SpecialFunctions
{
    // The coefficients of the Lanczos approximation with g = 7 and n = 9.
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    public static double Gamma(double x)
    {
        if (x == Math.Floor(x) && x <= 0)
            return double.NaN;
        return x < 0.5 ? Math.PI / (Math.Sin(Math.PI * x) * Gamma(1 - x)) : x == Math.Floor(x) && x <= 20 ? Factorial((int)x - 1)
            : Math.Exp(LogGamma(x));
    }

    public static double LogGamma(double x)
    {
        if (x < 0.5)
            return Math.Log(Math.PI / Math.Abs(Math.Sin(Math.PI * x))) - LogGamma(1 - x);
        x--;
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
            sum += Lanczos[i] / (x + i);
        var t = x + 7.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    /// <summary>
    /// Returns the error function. The function is computed as a series for small arguments and as a continued fraction for large
    /// arguments.
    /// </summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x))
            return double.NaN;
        var z = Math.Abs(x);
        if (z > 6)
            return Math.Sign(x);
        double value;
        if (z < 2.5)
        {
            var (sum, term) = (z, z);
            for (var n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
            {
                term *= -z * z / n;
                sum += term / ((2 * n) + 1);
            }

            value = 2 / Math.Sqrt(Math.PI) * sum;
        }
        else
        {
            var fraction = 0.0;
            for (var n = 60; n > 0; n--)
                fraction = n / 2.0 / (z + fraction);
            value = 1 - (Math.Exp(-z * z) / Math.Sqrt(Math.PI) / (z + fraction));
        }

        return Math.Sign(x) * value;
    }

    private static double Factorial(int n)
    {
        var product = 1.0;
        for (var i = 2; i <= n; i++)
            product *= i;
        return product;
    }
}
