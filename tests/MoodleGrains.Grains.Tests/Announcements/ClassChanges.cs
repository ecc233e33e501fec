using MoodleGrains.Conferences;
using MoodleGrains.Rules;

namespace MoodleGrains.Grains.Tests.Announcements;

/// <summary>What teachers, and those who write rules, do to a class.</summary>
internal static class ClassChanges
{
    private static readonly int[][] Leads = [[5], [5, 60], [], [0, 1, 30], [60]];

    public static void One(World world, int op)
    {
        var of = world.Class;
        var row = of.Row;
        if (of.Cancelled && op % 12 < 8)
        {
            return;
        }

        switch (op % 12)
        {
            case 0:
                of.Row = row with { Name = $"Lecture {world.Next(3)}" };
                break;
            case 1 or 2 or 3:
                Move(world, (world.Next(9) == 0 ? world.Next(3 * 86400) : world.Next(7200)) - 1800);
                break;
            case 4:
                of.Row = row with { EndsAt = world.Next(3) switch { 0 => null, 1 => row.StartsAt - 600, _ => row.StartsAt + 3600 } };
                break;
            case 5:
                of.Row = row with { Visible = row.Visible == false };
                break;
            case 6:
                of.Row = row with { Running = !row.Running };
                break;
            case 7:
                of.Row = world.Next(6) == 0
                    ? row with { Status = ConferenceRow.Cancelled }
                    : row with { StartsAt = null, EndsAt = null, Status = ConferenceRow.Unscheduled };
                break;
            case 8:
                of.InScope = !of.InScope || world.Next(3) > 0;
                break;
            case 9:
                of.Terms = of.Terms with { LeadMinutes = Leads[world.Next(Leads.Length)] };
                break;
            case 10:
                of.Terms = of.Terms with { AtEnd = of.Terms.AtEnd == RuleTerms.Mark ? RuleTerms.Delete : RuleTerms.Mark };
                break;
            default:
                of.Terms = of.Terms with { Quiet = of.Terms.Quiet is null ? new("22:00", "07:00", "UTC") : null };
                break;
        }

        world.Changed();
    }

    public static void Move(World world, long fromNow)
    {
        var startsAt = (world.Now + fromNow) / 60 * 60;
        world.Class.Row = world.Class.Row with
        {
            StartsAt = startsAt,
            EndsAt = world.Next(3) == 0 ? null : startsAt + 3600,
            Status = ConferenceRow.Scheduled,
        };
    }
}
