namespace LocalKusto.Kql.Runtime;

/// <summary>
/// The units of the convert_…() functions, by their names in Kusto's documentation. Except for temperatures, each unit is a multiple of the
/// quantity's base unit.
/// </summary>
internal static class Units
{
    private const double Foot = 0.3048, UsFoot = 1200.0 / 3937, Inch = 0.0254, Yard = 0.9144, Mile = 1609.344, Pound = 0.45359237,
        Gravity = 9.80665, Btu = 1055.05585262, ElectronVolt = 1.602176634e-19, Parsec = 3.08567758128e16, LightYear = 9.46073047258e15,
        Liter = 0.001, UsGallon = 0.00378541, ImperialGallon = 0.00454609, CubicFoot = 0.0283168, Hour = 3600, Day = 86400;

    private static readonly Dictionary<string, double> Angles = Table(
        ("Degree", 1), ("Arcminute", 1 / 60.0), ("Arcsecond", 1 / 3600.0), ("Centiradian", 1.8 / Math.PI),
        ("Deciradian", 18 / Math.PI), ("Gradian", 0.9), ("Microdegree", 1e-6), ("Microradian", 180e-6 / Math.PI),
        ("Millidegree", 1e-3), ("Milliradian", 180e-3 / Math.PI), ("Nanodegree", 1e-9), ("Nanoradian", 180e-9 / Math.PI),
        ("NatoMil", 9.0 / 160), ("Radian", 180 / Math.PI), ("Revolution", 360));

    private static readonly Dictionary<string, double> Energies = Table(
        ("Joule", 1), ("BritishThermalUnit", Btu), ("KilobritishThermalUnit", 1e3 * Btu), ("MegabritishThermalUnit", 1e6 * Btu),
        ("GigabritishThermalUnit", 1e9 * Btu), ("Calorie", 4.184), ("Kilocalorie", 4184), ("Megacalorie", 4.184e6),
        ("DecathermEc", 1.05505585262e9), ("DecathermImperial", 1.05505585257348e9), ("DecathermUs", 1.054804e9),
        ("ThermEc", 1.05505585262e8), ("ThermImperial", 1.05505585257348e8), ("ThermUs", 1.054804e8),
        ("ElectronVolt", ElectronVolt), ("KiloelectronVolt", 1e3 * ElectronVolt), ("MegaelectronVolt", 1e6 * ElectronVolt),
        ("GigaelectronVolt", 1e9 * ElectronVolt), ("TeraelectronVolt", 1e12 * ElectronVolt), ("Erg", 1e-7),
        ("FootPound", 1.355817948), ("HorsepowerHour", 2.6845195377e6), ("Millijoule", 1e-3), ("Kilojoule", 1e3), ("Megajoule", 1e6),
        ("Gigajoule", 1e9), ("WattHour", Hour), ("KilowattHour", 1e3 * Hour), ("MegawattHour", 1e6 * Hour),
        ("GigawattHour", 1e9 * Hour), ("TerawattHour", 1e12 * Hour), ("WattDay", Day), ("KilowattDay", 1e3 * Day),
        ("MegawattDay", 1e6 * Day), ("GigawattDay", 1e9 * Day), ("TerawattDay", 1e12 * Day));

    private static readonly Dictionary<string, double> Forces = Table(
        ("Newton", 1), ("Decanewton", 10), ("Dyn", 1e-5), ("KilogramForce", Gravity), ("Kilonewton", 1e3), ("KiloPond", Gravity),
        ("KilopoundForce", 1e3 * Pound * Gravity), ("Meganewton", 1e6), ("Micronewton", 1e-6), ("Millinewton", 1e-3),
        ("OunceForce", Pound * Gravity / 16), ("Poundal", Pound * Foot), ("PoundForce", Pound * Gravity),
        ("ShortTonForce", 2000 * Pound * Gravity), ("TonneForce", 1e3 * Gravity));

    private static readonly Dictionary<string, double> Lengths = Table(
        ("Meter", 1), ("Angstrom", 1e-10), ("AstronomicalUnit", 149597870700), ("Centimeter", 1e-2), ("Chain", 66 * Foot),
        ("DataMile", 6000 * Foot), ("Decameter", 10), ("Decimeter", 0.1), ("DtpPica", Inch / 6), ("DtpPoint", Inch / 72),
        ("Fathom", 6 * Foot), ("Foot", Foot), ("Hand", 4 * Inch), ("Hectometer", 100), ("Inch", Inch), ("LightYear", LightYear),
        ("KilolightYear", 1e3 * LightYear), ("MegalightYear", 1e6 * LightYear), ("Kilometer", 1e3), ("Parsec", Parsec),
        ("Kiloparsec", 1e3 * Parsec), ("Megaparsec", 1e6 * Parsec), ("Microinch", 1e-6 * Inch), ("Micrometer", 1e-6),
        ("Mil", 1e-3 * Inch), ("Mile", Mile), ("Millimeter", 1e-3), ("Nanometer", 1e-9), ("NauticalMile", 1852),
        ("PrinterPica", 12 * Inch / 72.27), ("PrinterPoint", Inch / 72.27), ("Shackle", 27.432), ("SolarRadius", 6.9551e8),
        ("Twip", Inch / 1440), ("UsSurveyFoot", UsFoot), ("Yard", Yard));

    private static readonly Dictionary<string, double> Masses = Table(
        ("Kilogram", 1), ("Centigram", 1e-5), ("Decagram", 1e-2), ("Decigram", 1e-4), ("EarthMass", 5.9722e24),
        ("Grain", Pound / 7000), ("Gram", 1e-3), ("Hectogram", 0.1), ("Kilopound", 1e3 * Pound), ("Kilotonne", 1e6),
        ("LongHundredweight", 112 * Pound), ("LongTon", 2240 * Pound), ("Megapound", 1e6 * Pound), ("Megatonne", 1e9),
        ("Microgram", 1e-9), ("Milligram", 1e-6), ("Nanogram", 1e-12), ("Ounce", Pound / 16), ("Pound", Pound),
        ("ShortHundredweight", 100 * Pound), ("ShortTon", 2000 * Pound), ("Slug", Pound * Gravity / Foot), ("SolarMass", 1.98947e30),
        ("Stone", 14 * Pound), ("Tonne", 1e3));

    private static readonly Dictionary<string, double> Volumes = Table(
        ("CubicMeter", 1), ("AcreFoot", 1 / 0.000810714), ("AuTablespoon", 20e-6), ("BoardFoot", CubicFoot / 12),
        ("Microliter", 1e-6 * Liter), ("Milliliter", 1e-3 * Liter), ("Centiliter", 1e-2 * Liter), ("Deciliter", 0.1 * Liter),
        ("Liter", Liter), ("Decaliter", 10 * Liter), ("Hectoliter", 100 * Liter), ("Kiloliter", 1e3 * Liter),
        ("Megaliter", 1e6 * Liter), ("CubicMicrometer", 1e-18), ("CubicMillimeter", 1e-9), ("CubicCentimeter", 1e-6),
        ("CubicDecimeter", 1e-3), ("CubicHectometer", 1e6), ("CubicKilometer", 1e9), ("HectocubicMeter", 100),
        ("KilocubicMeter", 1e3), ("CubicInch", Inch * Inch * Inch), ("CubicFoot", CubicFoot), ("HectocubicFoot", 100 * CubicFoot),
        ("KilocubicFoot", 1e3 * CubicFoot), ("MegacubicFoot", 1e6 * CubicFoot), ("CubicYard", Yard * Yard * Yard),
        ("CubicMile", Mile * Mile * Mile), ("DeciusGallon", 0.1 * UsGallon), ("UsGallon", UsGallon), ("DecausGallon", 10 * UsGallon),
        ("HectousGallon", 100 * UsGallon), ("KilousGallon", 1e3 * UsGallon), ("MegausGallon", 1e6 * UsGallon),
        ("ImperialGallon", ImperialGallon), ("KiloimperialGallon", 1e3 * ImperialGallon), ("MegaimperialGallon", 1e6 * ImperialGallon),
        ("ImperialBeerBarrel", 36 * ImperialGallon), ("ImperialOunce", ImperialGallon / 160), ("ImperialPint", ImperialGallon / 8),
        ("MetricCup", 250e-6), ("MetricTeaspoon", 5e-6), ("OilBarrel", 0.158987294928), ("UkTablespoon", 15e-6),
        ("UsBeerBarrel", 31 * UsGallon), ("UsCustomaryCup", UsGallon / 16), ("UsLegalCup", 240e-6), ("UsOunce", UsGallon / 128),
        ("UsPint", UsGallon / 8), ("UsQuart", UsGallon / 4), ("UsTablespoon", UsGallon / 256), ("UsTeaspoon", UsGallon / 768));

    private static readonly Dictionary<string, double> Speeds = SpeedsOf(
        ("Nanometer", 1e-9), ("Micrometer", 1e-6), ("Millimeter", 1e-3), ("Centimeter", 1e-2), ("Decimeter", 0.1), ("Meter", 1),
        ("Kilometer", 1e3), ("Inch", Inch), ("Foot", Foot), ("UsSurveyFoot", UsFoot), ("Yard", Yard));

    /// <summary>The temperature units. A temperature in kelvins is factor * (degrees + offset).</summary>
    private static readonly Dictionary<string, (double Factor, double Offset)> Temperatures = new (string Name, double, double)[]
    {
        ("Kelvin", 1, 0), ("DegreeCelsius", 1, 273.15), ("MillidegreeCelsius", 1e-3, 273150),
        ("DegreeDelisle", -2.0 / 3, -559.725),
        ("DegreeFahrenheit", 5.0 / 9, 459.67), ("DegreeNewton", 100.0 / 33, 90.1395), ("DegreeRankine", 5.0 / 9, 0),
        ("DegreeReaumur", 1.25, 218.52), ("DegreeRoemer", 40.0 / 21, 135.90375), ("SolarTemperature", 5778, 0),
    }.ToDictionary(unit => unit.Name, unit => (unit.Item2, unit.Item3));

    public static double? Angle(double value, string from, string to) => Convert(Angles, value, from, to);

    public static double? Energy(double value, string from, string to) => Convert(Energies, value, from, to);

    public static double? Force(double value, string from, string to) => Convert(Forces, value, from, to);

    public static double? Length(double value, string from, string to) => Convert(Lengths, value, from, to);

    public static double? Mass(double value, string from, string to) => Convert(Masses, value, from, to);

    public static double? Speed(double value, string from, string to) => Convert(Speeds, value, from, to);

    public static double? Volume(double value, string from, string to) => Convert(Volumes, value, from, to);

    public static double? Temperature(double value, string from, string to) =>
        Temperatures.TryGetValue(from, out var source) && Temperatures.TryGetValue(to, out var target)
            ? (source.Factor * (value + source.Offset) / target.Factor) - target.Offset
            : null;

    /// <summary>Converts a value. Returns <c>null</c> for an unknown unit.</summary>
    private static double? Convert(Dictionary<string, double> units, double value, string from, string to) =>
        units.TryGetValue(from, out var source) && units.TryGetValue(to, out var target) ? value * source / target : null;

    private static Dictionary<string, double> Table(params (string Name, double Factor)[] units) =>
        units.ToDictionary(unit => unit.Name, unit => unit.Factor);

    private static Dictionary<string, double> SpeedsOf(params (string Name, double Meters)[] lengths)
    {
        var speeds = Table(("Knot", 1852 / Hour), ("MilePerHour", Mile / Hour));
        foreach (var (name, meters) in lengths)
        {
            speeds[name + "PerSecond"] = meters;
            speeds[name + "PerMinute"] = meters / 60;
            speeds[name + "PerHour"] = meters / Hour;
        }

        return speeds;
    }
}
