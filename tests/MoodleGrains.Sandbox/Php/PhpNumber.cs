using System.Globalization;
using System.Text.RegularExpressions;

namespace MoodleGrains.Sandbox.Php;

/// <summary>What PHP 8 takes for a number in a text, and how it writes one.</summary>
public static partial class PhpNumber
{
    /// <summary>
    /// What <c>is_numeric</c> says, which is what JSON_NUMERIC_CHECK asks: a long if it fits, else a double.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>A <see cref="long"/>, a finite <see cref="double"/>, or null if the text stays a text.</returns>
    public static object? OfNumericText(string text)
    {
        var match = Numeric().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var number = match.Groups["number"].Value;
        if (match.Groups["fraction"].Length == 0 && match.Groups["exponent"].Length == 0 &&
            long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return whole;
        }

        var real = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(real) ? real : null;
    }

    /// <summary><c>intval</c>: the number a text begins with, without its fraction; 0 if it begins with none.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The number.</returns>
    public static long IntVal(string text)
    {
        var match = Leading().Match(text);
        return match.Success ? OfNumericText(match.Value) switch { long l => l, double d => (long)d, _ => 0 } : 0;
    }

    /// <summary>
    /// A double as <c>json_encode</c> writes it with <c>serialize_precision</c> -1: the shortest digits that read back, in exponent
    /// form from 1.0e+17 up and below 1.0e-4, whole numbers without a fraction.
    /// </summary>
    /// <param name="value">A finite number.</param>
    /// <returns>The text.</returns>
    public static string Write(double value)
    {
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var sign = shortest.StartsWith('-') ? "-" : "";
        var (digits, point) = Digits(shortest.TrimStart('-'));
        if (digits == "0")
        {
            return sign + "0";
        }

        if (point > 17 || point < -3)
        {
            var exponent = point - 1;
            var rest = digits.Length > 1 ? digits[1..] : "0";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{sign}{digits[0]}.{rest}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent)}");
        }

        if (point <= 0)
        {
            return sign + "0." + new string('0', -point) + digits;
        }

        return digits.Length <= point
            ? sign + digits.PadRight(point, '0')
            : sign + digits[..point] + "." + digits[point..];
    }

    // The significant digits, and where the decimal point stands: 0.digits times ten to that power.
    private static (string Digits, int Point) Digits(string shortest)
    {
        var e = shortest.IndexOf('E', StringComparison.Ordinal);
        var exponent = e < 0 ? 0 : int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? shortest : shortest[..e];
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var point = (dot < 0 ? mantissa.Length : dot) + exponent;
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        point -= all.Length - digits.Length;
        digits = digits.TrimEnd('0');
        return digits.Length == 0 ? ("0", 1) : (digits, point);
    }

    [GeneratedRegex(
        @"^[ \t\n\r\v\f]*(?<number>[+-]?(?:[0-9]+(?<fraction>\.[0-9]*)?|(?<fraction>\.[0-9]+))"
            + @"(?<exponent>[eE][+-]?[0-9]+)?)[ \t\n\r\v\f]*\z")]
    private static partial Regex Numeric();

    [GeneratedRegex(@"^[ \t\n\r\v\f]*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")]
    private static partial Regex Leading();
}
