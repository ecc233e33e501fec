using System.Globalization;
using System.Text.Json;
using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.Sandbox.Demo;

/// <summary>The numbers of the summary.</summary>
internal static class Totals
{
    public static async Task<IReadOnlyList<(string What, string HowMany)>> Count(
        string site, University university, SiloApi api, Sender sender, Comparison comparison, int events,
        CancellationToken cancellationToken)
    {
        var rows = new List<(string, int)> { ("Moodle events", events) };
        foreach (var (shape, tally) in sender.Tallies.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            rows.Add(($"webhooks sent by {shape}", tally.Sent));
            rows.Add(("  accepted", tally.Accepted));
            rows.Add(("  sent again, as the silo asked", tally.Again));
            rows.Add(("  refused", tally.Refused));
        }

        foreach (var kind in (string[])["courses", "categories", "users", "conferences"])
        {
            rows.Add(($"{kind} in the read model", (await api.All($"api/v1/sites/{site}/{kind}", cancellationToken)).Count));
        }

        rows.Add(("enrolments in the read model", comparison.Enrolments));
        rows.Add(("events in the streams of courses, categories and users", await Events(site, university, api, cancellationToken)));
        rows.Add(("fields damaged by nosey", comparison.Damaged.Count));
        rows.Add(("fields no webhook tells", comparison.Untold.Count));
        return [.. rows.Select(r => (r.Item1, r.Item2.ToString("N0", CultureInfo.InvariantCulture)))];
    }

    private static async Task<int> Events(string site, University university, SiloApi api, CancellationToken cancellationToken)
    {
        var streams = university.Courses.Keys.Select(id => $"course-{site}-{Text(id)}")
            .Concat(university.Categories.Keys.Select(id => $"category-{site}-{Text(id)}"))
            .Concat(university.Users.Keys.Select(id => $"user-{site}-{Text(id)}"));
        var events = 0;
        foreach (var stream in streams)
        {
            List<JsonElement> all = await api.All($"api/v1/streams/{stream}", cancellationToken);
            events += all.Count;
        }

        return events;
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
