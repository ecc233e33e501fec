namespace MoodleGrains.Conferences;

/// <summary>How a conference stands at an instant.</summary>
public enum ConferencePhase
{
    /// <summary>It has no opening time and does not run.</summary>
    Unscheduled,

    /// <summary>Its opening time is to come.</summary>
    Scheduled,

    /// <summary>It has opened and is not over.</summary>
    Open,

    /// <summary>It has no opening time and runs.</summary>
    Running,

    /// <summary>It is over.</summary>
    Ended,

    /// <summary>It was deleted, or its course was.</summary>
    Cancelled,
}

/// <summary>The times of a conference, read by a clock. All are Unix seconds.</summary>
/// <param name="StartsAt">Opening time; null for none.</param>
/// <param name="EndsAt">Closing time as Moodle has it; null for none.</param>
/// <param name="Running">Whether its server says that it runs.</param>
/// <param name="Cancelled">Whether it was deleted, or its course was.</param>
/// <param name="Assumed">How long it lasts where no usable closing time is known, seconds.</param>
public readonly record struct ConferenceClock(long? StartsAt, long? EndsAt, bool Running, bool Cancelled, long Assumed)
{
    /// <summary>What is assumed where nobody says otherwise: an hour.</summary>
    public const long UsualSeconds = 60 * 60;

    /// <summary>Whether it closes before, or when, it opens: then it is shown as odd, and its end is assumed.</summary>
    public bool Odd => StartsAt is { } start && EndsAt is { } end && end <= start;

    /// <summary>When it ends at the earliest: its closing time, else the assumed end; null without opening time.</summary>
    public long? End => StartsAt is not { } start ? null : EndsAt is { } end && end > start ? end : start + Assumed;

    /// <summary>
    /// How it stands at an instant. Without a closing time it is over once it does not run and the assumed end has passed.
    /// </summary>
    /// <param name="now">The instant, Unix seconds.</param>
    /// <returns>The phase.</returns>
    public ConferencePhase At(long now)
    {
        if (Cancelled)
        {
            return ConferencePhase.Cancelled;
        }

        if (StartsAt is not { } start)
        {
            return Running ? ConferencePhase.Running : ConferencePhase.Unscheduled;
        }

        if (now < start)
        {
            return ConferencePhase.Scheduled;
        }

        var overruns = EndsAt is null && Running;
        return now < End || overruns ? ConferencePhase.Open : ConferencePhase.Ended;
    }
}
