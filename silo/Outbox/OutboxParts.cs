namespace MoodleGrains.Silo.Outbox;

/// <summary>The parts of the outbox: what a person pauses, and what shares a bound of how many effects are done at once.</summary>
internal static class OutboxParts
{
    /// <summary>Messages to Discord.</summary>
    public const string Discord = "discord";

    /// <summary>Mail.</summary>
    public const string Mail = "mail";

    /// <summary>Calls to Moodle, reads and writes.</summary>
    public const string Moodle = "moodle";

    /// <summary>What is wanted where, compared with what is there.</summary>
    public const string Announcements = "announcements";

    /// <summary>Runs of rosters: reading, planning and writing into Moodle.</summary>
    public const string Rosters = "rosters";

    /// <summary>Grains that asked to be woken; not to be paused by name.</summary>
    public const string Timers = "timers";
}
