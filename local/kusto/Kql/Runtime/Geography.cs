using System.Text;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// Functions for points, in degrees of longitude and latitude (WGS 84), and for geohashes. Distances are measured on a sphere, which is
/// Kusto's default. The result for coordinates out of range is null or, for a geohash, an empty string.
/// </summary>
internal static class Geography
{
    /// <summary>The mean radius of the Earth in meters, derived from the distances in Kusto's documentation.</summary>
    private const double EarthRadius = 6_371_010;

    private const string Base32 = "0123456789bcdefghjkmnpqrstuvwxyz";
    private const int BitsPerCharacter = 5;
    private const int MaxCharacters = 18;

    /// <summary>Returns the great-circle distance between two points in meters (haversine formula).</summary>
    public static double? Distance(double longitude1, double latitude1, double longitude2, double latitude2)
    {
        if (!IsPoint(longitude1, latitude1) || !IsPoint(longitude2, latitude2))
            return null;
        var (north, east) = (Math.Sin(Radians(latitude2 - latitude1) / 2), Math.Sin(Radians(longitude2 - longitude1) / 2));
        var chord = (north * north) + (Math.Cos(Radians(latitude1)) * Math.Cos(Radians(latitude2)) * east * east);
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(chord)));
    }

    /// <summary>Returns whether a point is in a circle. The radius is in meters.</summary>
    public static bool? IsInCircle(double longitude, double latitude, double centerLongitude, double centerLatitude, double radius) =>
        Distance(longitude, latitude, centerLongitude, centerLatitude) is { } distance && double.IsFinite(radius) && radius >= 0
            ? distance <= radius
            : null;

    /// <summary>
    /// Returns the geohash of a point. Returns an empty string if the coordinates or the accuracy (1 to 18 characters) are out of range.
    /// </summary>
    public static string Geohash(double longitude, double latitude, long accuracy)
    {
        if (!IsPoint(longitude, latitude) || accuracy is < 1 or > MaxCharacters)
            return "";
        var (west, east, south, north) = (-180.0, 180.0, -90.0, 90.0);
        var (text, digit) = (new StringBuilder(), 0);
        for (var bit = 0; bit < accuracy * BitsPerCharacter; bit++)
        {
            var isUpper = bit % 2 == 0 ? Halve(ref west, ref east, longitude) : Halve(ref south, ref north, latitude);
            digit = (digit << 1) | (isUpper ? 1 : 0);
            if (bit % BitsPerCharacter == BitsPerCharacter - 1)
            {
                text.Append(Base32[digit]);
                digit = 0;
            }
        }

        return text.ToString();
    }

    /// <summary>Returns the center of a geohash cell as a GeoJSON point, or <c>null</c> for an invalid geohash.</summary>
    public static Json? GeohashCenter(string geohash) => Cell(geohash) is { } cell
        ? new Json($$"""{"type":"Point","coordinates":{{Position((cell.West + cell.East) / 2, (cell.South + cell.North) / 2)}}}""")
        : null;

    /// <summary>
    /// Returns the cell of a geohash as a GeoJSON polygon, counterclockwise from the southwest corner, or <c>null</c> for an invalid
    /// geohash.
    /// </summary>
    public static Json? GeohashPolygon(string geohash)
    {
        if (Cell(geohash) is not { } cell)
            return null;
        string[] corners =
        [
            Position(cell.West, cell.South),
            Position(cell.East, cell.South),
            Position(cell.East, cell.North),
            Position(cell.West, cell.North),
            Position(cell.West, cell.South),
        ];
        return new Json($$"""{"type":"Polygon","coordinates":[{{DynamicValues.Array(corners).Text}}]}""");
    }

    private static (double West, double East, double South, double North)? Cell(string geohash)
    {
        if (geohash.Length is < 1 or > MaxCharacters)
            return null;
        var (west, east, south, north) = (-180.0, 180.0, -90.0, 90.0);
        var isLongitude = true;
        foreach (var c in geohash)
        {
            var digit = Base32.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
            if (digit < 0)
                return null;
            for (var bit = BitsPerCharacter - 1; bit >= 0; bit--, isLongitude = !isLongitude)
            {
                var isUpper = ((digit >> bit) & 1) == 1;
                if (isLongitude)
                    (west, east) = Half(west, east, isUpper);
                else
                    (south, north) = Half(south, north, isUpper);
            }
        }

        return (west, east, south, north);
    }

    /// <summary>Narrows the interval to the half that contains the value. Returns <c>true</c> for the upper half.</summary>
    private static bool Halve(ref double low, ref double high, double value)
    {
        var isUpper = value >= (low + high) / 2;
        (low, high) = Half(low, high, isUpper);
        return isUpper;
    }

    private static (double Low, double High) Half(double low, double high, bool isUpper) =>
        isUpper ? ((low + high) / 2, high) : (low, (low + high) / 2);

    private static string Position(double longitude, double latitude) =>
        $"[{DynamicValues.From(longitude).Text},{DynamicValues.From(latitude).Text}]";

    private static bool IsPoint(double longitude, double latitude) => longitude is >= -180 and <= 180 && latitude is >= -90 and <= 90;

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
