using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>The bytes of a roster as its source gave them, unpacked.</summary>
/// <param name="Format"><see cref="RosterSource.Json"/> or <see cref="RosterSource.Csv"/>.</param>
/// <param name="Etag">The source's tag, opaque: with a mark of what was read before it; null if it gave none.</param>
/// <param name="Bytes">The body.</param>
/// <param name="Charset">What the source says that it is written in; null for nothing.</param>
internal sealed record RosterBody(string Format, string? Etag, byte[] Bytes, string? Charset = null);

/// <summary>What came of reading a roster.</summary>
internal abstract record RosterRead
{
    private RosterRead()
    {
    }

    /// <summary>It was read and checked.</summary>
    /// <param name="Body">What the source gave; of an unchanged source the one given before.</param>
    /// <param name="Wanted">What it wants.</param>
    /// <param name="Encoding">What it is written in, and how that is known.</param>
    public sealed record Read(RosterBody Body, DesiredRoster Wanted, string Encoding) : RosterRead;

    /// <summary>There is no roster that can be believed: the run failed.</summary>
    /// <param name="Reason">The cause and the remedy, in one line; no secret and nobody's name in it.</param>
    /// <param name="Begins">What the answer begins with that is no JSON; null for nothing. It may name persons.</param>
    public sealed record Failed(string Reason, string? Begins = null) : RosterRead;
}
