using MoodleGrains.Announcements;

namespace MoodleGrains.Silo.Announcements;

/// <summary>What one announcement is to be told.</summary>
/// <param name="Conference">The conference.</param>
/// <param name="Channel">The channel, or a server's events (<see cref="AnnouncementId.Channel"/>).</param>
/// <param name="Wanted">What is wanted there; null if nothing is any more.</param>
/// <param name="Rule">The rule that posts it, if it was not wanted there before; else null.</param>
internal sealed record Step(ConferenceSeen Conference, string Channel, DesiredAnnouncement? Wanted, string? Rule)
{
    /// <summary>Whether it was not wanted there before: a message will be posted, or an event made.</summary>
    public bool IsNew => Rule is not null;

    /// <summary>Which announcement.</summary>
    public AnnouncementId Announcement => new(Conference.Row.Site, Conference.Id, Channel);
}
