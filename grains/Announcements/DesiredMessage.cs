using MoodleGrains.Conferences;
using MoodleGrains.Rules;

namespace MoodleGrains.Announcements;

/// <summary>What the channel should show at an instant, message by message. Pure: wanted and clock decide.</summary>
internal static class DesiredMessage
{
    /// <summary>What a message should say.</summary>
    /// <param name="state">The announcement.</param>
    /// <param name="slot">Which message.</param>
    /// <param name="now">The instant, Unix seconds.</param>
    /// <returns>The card; null if it should not be there.</returns>
    public static Card? Of(Announcement state, string slot, long now)
    {
        if (state.Wanted is not { } wanted)
        {
            return null;
        }

        var phase = wanted.Clock.At(now);
        if (wanted.AsEvent)
        {
            return slot == Slots.Event ? Event(wanted, phase, state.Messages.GetValueOrDefault(slot), now) : null;
        }

        if (slot == Slots.Post)
        {
            return Post(wanted, phase, state.Messages.GetValueOrDefault(slot));
        }

        if (Slots.TryPing(slot, out _, out var startsAt))
        {
            return startsAt == wanted.StartsAt && phase is ConferencePhase.Scheduled or ConferencePhase.Open
                ? Make(Card.Ping, wanted)
                : null;
        }

        return state.Notices.TryGetValue(slot, out var notice) && now < notice.RemoveAt ? Said(wanted, notice) : null;
    }

    /// <summary>Whether what stands cannot be made to say something else: it goes, and another comes.</summary>
    /// <param name="slot">Which message.</param>
    /// <param name="says">What it says; null where that is not known.</param>
    /// <param name="wanted">What it should say.</param>
    /// <param name="now">The instant, Unix seconds.</param>
    /// <returns>True if so.</returns>
    public static bool MustBeAnother(string slot, Card? says, Card wanted, long now) => slot == Slots.Event
        ? says is { StartsAt: { } began } && began <= now && began != wanted.StartsAt
        : says?.Kind == Card.Ended && wanted.Kind != Card.Ended;

    /// <summary>A card about the conference as it is wanted.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="wanted">The conference.</param>
    /// <returns>The card.</returns>
    public static Card Make(string kind, DesiredAnnouncement wanted) => new(
        kind,
        wanted.Language,
        wanted.Name,
        wanted.CourseName,
        wanted.StartsAt,
        wanted.Clock.Odd ? wanted.Clock.End : wanted.EndsAt,
        wanted.Link,
        null,
        wanted.Clock.Odd);

    private static Card? Post(DesiredAnnouncement wanted, ConferencePhase phase, Message? there) => phase switch
    {
        ConferencePhase.Scheduled => Make(Card.Scheduled, wanted),
        ConferencePhase.Open => Make(Card.Open, wanted),
        ConferencePhase.Running when wanted.RunningNow => Make(Card.Running, wanted),

        // What nobody saw coming is not posted to say that it is over.
        ConferencePhase.Ended when wanted.AtEnd == RuleTerms.Mark && there is { Stands: true } => Make(Card.Ended, wanted),
        _ => null,
    };

    /// <summary>
    /// A scheduled event cannot be made once the conference has begun, its start can no longer be changed, and at its end Discord ends it
    /// by itself (discord.com/developers/docs/resources/guild-scheduled-event): what is over there is left alone.
    /// </summary>
    private static Card? Event(DesiredAnnouncement wanted, ConferencePhase phase, Message? there, long now)
    {
        var card = Make(Card.Scheduled, wanted) with { EndsAt = wanted.Clock.End };
        return (phase, there) switch
        {
            (ConferencePhase.Scheduled, _) => card,
            (ConferencePhase.Open or ConferencePhase.Ended, { Id: not null, Says: { } says }) when says.EndsAt <= now => says,
            (ConferencePhase.Open, { Id: not null } standing) when standing.Says is null || standing.Says.StartsAt == card.StartsAt => card,
            _ => null,
        };
    }

    private static Card? Said(DesiredAnnouncement wanted, Notice notice) => wanted switch
    {
        { Cancelled: true } => Make(Card.Cancelled, wanted) with { StartsAt = notice.WasStartsAt, EndsAt = null, Link = null, Odd = false },
        _ when wanted.StartsAt == notice.WasStartsAt => null,
        _ => Make(Card.Moved, wanted) with { WasStartsAt = notice.WasStartsAt },
    };
}
