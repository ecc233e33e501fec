namespace MoodleGrains.Digests;

/// <summary>What became of a digest that fell due.</summary>
/// <param name="DueAt">Which turn, Unix seconds.</param>
/// <param name="Skipped">Why there was no mail (<see cref="SkipReason"/>); null if it was handed to the mail server.</param>
/// <param name="Through">The log position up to which changes were looked at; null where nobody looked.</param>
public sealed record ReportDigest(long DueAt, string? Skipped, long? Through) : ICommand
{
    // A report may come twice, or late: only that of the latest turn counts, and only once.
    internal static Decision Decide(Digest digest, ReportDigest command) => (digest, command) switch
    {
        ({ Waiting: false }, _) => Decision.Nothing,
        _ when digest.DueAt != command.DueAt => Decision.Nothing,
        (_, { Skipped: { } reason }) => Decision.Of(new DigestSkipped(command.DueAt, reason, command.Through)),
        _ => Decision.Of(new DigestSent(command.DueAt, command.Through ?? digest.Through ?? 0)),
    };
}
