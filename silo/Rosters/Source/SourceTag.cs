using System.Security.Cryptography;
using System.Text;
using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>
/// ETags, kept with what they are of: one address may give the tag of another for something else, and the terms of a roster may change
/// between two readings.
/// </summary>
internal static class SourceTag
{
    /// <summary>The tag as a body keeps it.</summary>
    /// <param name="source">What was read.</param>
    /// <param name="etag">What the source called it; null for nothing.</param>
    /// <returns>The tag; null for none.</returns>
    public static string? Kept(RosterSource source, string? etag) => etag is null ? null : Mark(source) + etag;

    /// <summary>The tag that is at hand for a source.</summary>
    /// <param name="source">What is to be read.</param>
    /// <param name="last">The body that was read last; null for none.</param>
    /// <returns>What the source called it; null if the body is not of this source, or it gave no tag.</returns>
    public static string? Of(RosterSource source, RosterBody? last) =>
        last?.Etag is { } kept && kept.StartsWith(Mark(source), StringComparison.Ordinal) ? kept[Mark(source).Length..] : null;

    private static string Mark(RosterSource source) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{source.Format} {source.Address}")).AsSpan(0, 8))} ";
}
