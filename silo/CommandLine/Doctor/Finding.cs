namespace MoodleGrains.Silo.CommandLine;

/// <summary>What one check of the doctor found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Found">What was seen.</param>
/// <param name="Remedy">What to do; null if all is well.</param>
internal sealed record Finding(string Check, string Found, string? Remedy)
{
    internal static Finding Good(string check, string found) => new(check, found, null);

    internal static Finding Bad(string check, string found, string remedy) => new(check, found, remedy);

    public override string ToString() =>
        $"{(Remedy is null ? "ok  " : "FAIL")}  {Check,-13}  {Found}{(Remedy is null ? "" : $" → {Remedy}")}";
}
