namespace MoodleGrains.Silo.Diagnostics;

/// <summary>What one check of the doctor found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Found">What was seen.</param>
/// <param name="Remedy">What to do; null if all is well.</param>
/// <param name="Fails">Whether it keeps something from working: a warning does not.</param>
internal sealed record Finding(string Check, string Found, string? Remedy, bool Fails)
{
    internal static Finding Good(string check, string found) => new(check, found, null, false);

    internal static Finding Bad(string check, string found, string remedy) => new(check, found, remedy, true);

    internal static Finding Warned(string check, string found, string remedy) => new(check, found, remedy, false);

    public override string ToString() =>
        $"{(Fails ? "FAIL" : Remedy is null ? "ok  " : "warn")}  {Check,-13}  {Found}{(Remedy is null ? "" : $" → {Remedy}")}";
}
