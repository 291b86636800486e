namespace LocalKusto.Kql.Runtime;

/// <summary>
/// The beta distribution, accurate to about 13 significant digits. The result for parameters that are not positive is NaN.
/// </summary>
internal static class BetaDistribution
{
    private const int MaxTerms = 20_000;

    /// <summary>The maximum of alpha and beta. Larger values require more than <see cref="MaxTerms"/> terms.</summary>
    private const double MaxParameter = 10_000;
    private const double Tiny = 1e-300;

    public static double Density(double x, double alpha, double beta) => x is > 0 and < 1 && alpha > 0 && beta > 0
        ? Math.Exp(((alpha - 1) * Math.Log(x)) + ((beta - 1) * Math.Log(1 - x)) - LogBeta(alpha, beta))
        : double.NaN;

    public static double Probability(double x, double alpha, double beta) =>
        x is >= 0 and <= 1 && alpha is > 0 and <= MaxParameter && beta is > 0 and <= MaxParameter ? Cumulative(x, alpha, beta) : double.NaN;

    /// <summary>
    /// Returns the quantile for a probability. Returns NaN for probabilities that are not positive, and <c>null</c> for probabilities above
    /// 1.
    /// </summary>
    public static double? Quantile(double probability, double alpha, double beta)
    {
        if (probability > 1)
            return null;
        if (!(probability > 0 && alpha is > 0 and <= MaxParameter && beta is > 0 and <= MaxParameter))
            return double.NaN;
        var (low, high) = (0.0, 1.0);
        while (high - low > double.Epsilon)
        {
            var middle = (low + high) / 2;
            if (middle <= low || middle >= high)
                break;
            if (Cumulative(middle, alpha, beta) < probability)
                low = middle;
            else
                high = middle;
        }

        return high;
    }

    private static double LogBeta(double alpha, double beta) =>
        SpecialFunctions.LogGamma(alpha) + SpecialFunctions.LogGamma(beta) - SpecialFunctions.LogGamma(alpha + beta);

    /// <summary>
    /// Returns the regularized incomplete beta function. The continued fraction is evaluated on the side on which it converges.
    /// </summary>
    private static double Cumulative(double x, double alpha, double beta)
    {
        if (x is 0 or 1)
            return x;
        var front = Math.Exp((alpha * Math.Log(x)) + (beta * Math.Log(1 - x)) - LogBeta(alpha, beta));
        return x < (alpha + 1) / (alpha + beta + 2) ? front * Fraction(x, alpha, beta) / alpha
            : 1 - (front * Fraction(1 - x, beta, alpha) / beta);
    }

    /// <summary>Evaluates the continued fraction with Lentz's method.</summary>
    private static double Fraction(double x, double a, double b)
    {
        var c = 1.0;
        var d = 1 / Nonzero(1 - ((a + b) * x / (a + 1)));
        var result = d;
        for (var m = 1; m <= MaxTerms; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / Nonzero(1 + (even * d));
            c = Nonzero(1 + (even / c));
            result *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / Nonzero(1 + (odd * d));
            c = Nonzero(1 + (odd / c));
            var change = d * c;
            result *= change;
            if (Math.Abs(change - 1) < 1e-16)
                break;
        }

        return result;
    }

    private static double Nonzero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
