using System.Globalization;
using MoodleGrains.ClientApi;

namespace MoodleGrains.Silo.Announcements;

/// <summary>The settings of announcing.</summary>
/// <param name="MaxPosts"><c>Announcements:MaxPosts</c>: how many messages a change may post without a person; 0 for no bound.</param>
/// <param name="WindowDays">
/// <c>Conferences:Days</c>: how many days ahead conferences are announced, as far as Moodle is asked for them.
/// </param>
internal sealed record AnnouncementSettings(
    int MaxPosts = AnnouncementSettings.DefaultMaxPosts,
    int WindowDays = AnnouncementSettings.DefaultWindowDays)
{
    /// <summary>Unless told otherwise.</summary>
    public const int DefaultMaxPosts = 20;

    /// <summary>
    /// How many messages the rule of the student's four settings may post without a person, unless told otherwise: those of a full
    /// timetable.
    /// </summary>
    public const int DefaultStudentPosts = 100;

    /// <summary>Unless told otherwise.</summary>
    public const int DefaultWindowDays = 30;

    private const int LongestWindow = 366;
    private const int HighestBound = 100_000;

    /// <summary>The rule that comes from the configuration; null for none.</summary>
    public StudentRule? Student { get; init; }

    /// <summary>How many messages that rule may post without a person; 0 for no bound.</summary>
    public int StudentPosts { get; init; } = DefaultStudentPosts;

    /// <summary>How many messages a rule may post without a person.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="rule">Its name.</param>
    /// <returns>The number; 0 for no bound.</returns>
    public int MostOf(string site, string rule) => rule == StudentRule.Name && site == Student?.Site ? StudentPosts : MaxPosts;

    /// <summary>The end of the window.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <returns>Unix seconds.</returns>
    public long Until(long now) => now + (86_400L * WindowDays);

    /// <summary>Reads them.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The settings.</returns>
    public static AnnouncementSettings Read(IConfiguration configuration, ICollection<SettingProblem> problems) => new(
        Number(configuration, "Announcements:MaxPosts", DefaultMaxPosts, 0, HighestBound, problems),
        Number(configuration, "Conferences:Days", DefaultWindowDays, 1, LongestWindow, problems))
    {
        Student = StudentRule.Read(configuration, problems),
        StudentPosts = Number(configuration, "Announcements:MaxPosts", DefaultStudentPosts, 0, HighestBound, []),
    };

    private static int Number(
        IConfiguration configuration, string name, int usual, int least, int most, ICollection<SettingProblem> problems)
    {
        if (configuration[name] is not { } text)
        {
            return usual;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        problems.Add(new(name, $"'{text}' is no number from {least} to {most}.", $"Write one, or leave it out for {usual}."));
        return usual;
    }
}
