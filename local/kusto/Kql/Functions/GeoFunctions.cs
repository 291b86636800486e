using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using static LocalKusto.Kql.Functions.FunctionBuilder;

namespace LocalKusto.Kql.Functions;

/// <summary>Geospatial functions for points and geohashes.</summary>
internal static class GeoFunctions
{
    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        Native("geo_distance_2points(p1_longitude: real, p1_latitude: real, p2_longitude: real, p2_latitude: real): real?",
            (double longitude1, double latitude1, double longitude2, double latitude2) =>
                Geography.Distance(longitude1, latitude1, longitude2, latitude2)),
        Native("geo_point_in_circle(p_longitude: real, p_latitude: real, pc_longitude: real, pc_latitude: real, c_radius: real): bool?",
            (double longitude, double latitude, double centerLongitude, double centerLatitude, double radius) =>
                Geography.IsInCircle(longitude, latitude, centerLongitude, centerLatitude, radius)),
        Native("geo_point_to_geohash(longitude: real, latitude: real, accuracy: whole = 5): string",
            (double longitude, double latitude, long accuracy) => Geography.Geohash(longitude, latitude, accuracy)),
        Native("geo_geohash_to_central_point(geohash: text): dynamic?", (string geohash) => Geography.GeohashCenter(geohash)),
        Native("geo_geohash_to_polygon(geohash: text): dynamic?", (string geohash) => Geography.GeohashPolygon(geohash)),
    ];
}
