using System.Globalization;

namespace Threadmill.Cli.Reports;

/// <summary>Numbers as a person reads them: three significant digits and a unit.</summary>
internal static class Units
{
    public static string Time(double? ns) => ns switch
    {
        null => "",
        < 1e3 => Three(ns.Value) + " ns",
        < 1e6 => Three(ns.Value / 1e3) + " µs",
        < 1e9 => Three(ns.Value / 1e6) + " ms",
        < 6e10 => Three(ns.Value / 1e9) + " s",
        _ => TimeSpan.FromSeconds(ns.Value / 1e9).ToString(ns < 3.6e12 ? @"m\:ss\ \m\i\n" : @"h\:mm\:ss", CultureInfo.InvariantCulture),
    };

    public static string Count(double? number) => number switch
    {
        null => "",
        < 1e3 => Three(number.Value),
        < 1e6 => Three(number.Value / 1e3) + "k",
        < 1e9 => Three(number.Value / 1e6) + "M",
        _ => Three(number.Value / 1e9) + "G",
    };

    public static string Bytes(double? bytes) => bytes switch
    {
        null => "",
        < 1024 => Three(bytes.Value) + " B",
        < 1048576 => Three(bytes.Value / 1024) + " KiB",
        < 1073741824 => Three(bytes.Value / 1048576) + " MiB",
        _ => Three(bytes.Value / 1073741824) + " GiB",
    };

    public static string Percent(double? ratio) => ratio is { } r ? (r * 100).ToString(r < 0.0995 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %" : "";

    public static string Plain(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Three(double number) => number.ToString(
        number < 9.995 && number != Math.Floor(number) ? "0.00" : number < 99.95 && number != Math.Floor(number) ? "0.0" : "0", CultureInfo.InvariantCulture);
}
