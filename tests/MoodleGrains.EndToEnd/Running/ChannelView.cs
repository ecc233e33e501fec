using System.Globalization;
using System.Text.RegularExpressions;
using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.EndToEnd;

/// <summary>A conference as a message or Moodle has it.</summary>
/// <param name="Module">The course module.</param>
/// <param name="Name">Its name, letters and digits only: how it is escaped is held elsewhere.</param>
/// <param name="StartsAt">Unix seconds.</param>
internal sealed record Meeting(long Module, string Name, long StartsAt);

/// <summary>Reads what people see in a channel, and what they should.</summary>
internal static partial class ChannelView
{
    /// <summary>The posts that stand: neither calls nor notices.</summary>
    public static IReadOnlyList<Meeting> Posts(this Campus campus) =>
        [.. campus.Discord.Guild.Messages(campus.Channel).Where(m => !m.IsCall() && !m.IsNotice()).Select(Read).Order(ByModule)];

    /// <summary>What Moodle holds that is to be shown: visible, begun and not over, or to begin within 30 days.</summary>
    public static IReadOnlyList<Meeting> Expected(this Campus campus)
    {
        lock (campus.University.Gate)
        {
            var now = campus.University.Now;
            return
            [
                .. campus.University.Activities.Values
                    .Where(a => a.Visible && a.OpeningTime > 0 && a.ClosingTime > now && a.OpeningTime < now + (30 * 86_400))
                    .Select(a => new Meeting(a.Id, Plain(a.Name), a.OpeningTime))
                    .Order(ByModule),
            ];
        }
    }

    /// <summary>Every post that was ever made, those that are gone among them.</summary>
    public static IReadOnlyList<Meeting> Posted(this Campus campus) =>
        [.. campus.Created.Where(m => !m.IsCall() && !m.IsNotice()).Select(Read)];

    /// <summary>The calls so far, with the time at which each came.</summary>
    public static IReadOnlyList<(Meeting Meeting, long At)> Calls(this Campus campus) =>
        [.. campus.Created.Where(IsCall).Select(m => (Read(m), m.At.ToUnixTimeSeconds()))];

    // An edited call mentions nobody any more.
    public static bool IsCall(this StandingMessage message) => message.Text.Contains("🔔", StringComparison.Ordinal);

    private static bool IsNotice(this StandingMessage message) =>
        message.Text.Contains("Cancelled: it does not take place", StringComparison.Ordinal)
        || message.Text.Contains("moved to another time", StringComparison.Ordinal);

    private static Comparer<Meeting> ByModule { get; } = Comparer<Meeting>.Create((one, other) => one.Module.CompareTo(other.Module));

    private static Meeting Read(StandingMessage message) => new(
        long.Parse(ViewPage().Match(message.Links.Single()).Groups[1].ValueSpan, CultureInfo.InvariantCulture),
        Plain((string?)message.Embeds.FirstOrDefault()?["title"] ?? ""),
        long.Parse(Time().Match(message.Text).Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    private static string Plain(string text) => new([.. text.Where(char.IsAsciiLetterOrDigit)]);

    [GeneratedRegex(@"/view\.php\?id=(\d+)#")]
    private static partial Regex ViewPage();

    [GeneratedRegex(@"<t:(\d+):[Ft]>")]
    private static partial Regex Time();
}
