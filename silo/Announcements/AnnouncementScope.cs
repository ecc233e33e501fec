namespace MoodleGrains.Silo.Announcements;

/// <summary>The scopes of <see cref="MoodleGrains.Announcements.ReconcileAnnouncements"/>: what is reconciled.</summary>
internal static class AnnouncementScope
{
    public const string Conference = "conference";
    public const string Course = "course";
    public const string Category = "category";
    public const string Rule = "rule";
    public const string Site = "site";
}
