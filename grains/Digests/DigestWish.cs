using System.Globalization;
using MoodleGrains.Texts;

namespace MoodleGrains.Digests;

/// <summary>When and in which language a user wants the digest.</summary>
/// <param name="Rhythm"><see cref="Daily"/> or <see cref="Weekly"/>.</param>
/// <param name="Weekday">The day of a weekly digest, 1 (Monday) to 7 (Sunday); a daily one keeps it for later.</param>
/// <param name="Hour">The hour of the user's clock, 0 to 23.</param>
/// <param name="Zone">The time zone by its IANA name, <c>Europe/Brussels</c>.</param>
/// <param name="Language"><c>en</c>, <c>fr</c> or <c>de</c>.</param>
public sealed record DigestWish(string Rhythm, int Weekday, int Hour, string Zone, string Language)
{
    /// <summary>Every day.</summary>
    public const string Daily = "daily";

    /// <summary>Once a week.</summary>
    public const string Weekly = "weekly";

    private const int LongestShown = 60;

    /// <summary>The languages of letters and pages.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "fr", "de"];

    /// <summary>The length of its period in seconds.</summary>
    public long Period => (Rhythm == Daily ? 1 : 7) * 86_400;

    /// <summary>What is wrong with it.</summary>
    /// <returns>The refusal, naming field, value and remedy; null if it can be done.</returns>
    public Refusal? Check() => this switch
    {
        { Rhythm: not (Daily or Weekly) } => Wrong("rhythm", Rhythm, "say daily or weekly"),
        { Weekday: < 1 or > 7 } => Wrong("weekday", Weekday, "say 1 (Monday) to 7 (Sunday)"),
        { Hour: < 0 or > 23 } => Wrong("hour", Hour, "say 0 to 23"),
        _ when !DigestTime.Knows(Zone) => Wrong("zone", Zone, "give a name of the IANA time zone database, such as Europe/Brussels"),
        _ when !Languages.Contains(Language) => Wrong("language", Language, "say en, fr or de"),
        _ => null,
    };

    private static Refusal Wrong(string field, int value, string remedy) =>
        Wrong(field, value.ToString(CultureInfo.InvariantCulture), remedy);

    private static Refusal Wrong(string field, string? value, string remedy)
    {
        return new($"wrong_{field}", $"{field} is '{VisibleText.Cut(value ?? "", LongestShown)}': {remedy}.");
    }
}
