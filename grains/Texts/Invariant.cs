using System.Globalization;
using System.Runtime.CompilerServices;

namespace MoodleGrains.Texts;

/// <summary>Interpolated texts in which numbers and times look the same on every machine.</summary>
internal static class Invariant
{
    public static string Text(Interpolated text) => text.ToString();

    [InterpolatedStringHandler]
    internal ref struct Interpolated(int literalLength, int formattedCount)
    {
        private DefaultInterpolatedStringHandler text = new(literalLength, formattedCount, CultureInfo.InvariantCulture);

        public void AppendLiteral(string value) => text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

        public override string ToString() => text.ToStringAndClear();
    }
}
