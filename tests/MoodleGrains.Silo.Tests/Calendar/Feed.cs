using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MoodleGrains.ClientApi.Tests.Calendar;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Tests.Api;

namespace MoodleGrains.Silo.Tests.Calendar;

/// <summary>What tests of feeds say and ask.</summary>
internal static class Feed
{
    /// <summary>Makes a calendar and answers its path.</summary>
    public static async Task<string> NewCalendar(this ApiSilo silo, object wanted)
    {
        using var answer = await silo.Admin.PostAsJsonAsync("/api/v1/calendars", wanted);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        var url = new Uri(JsonNode.Parse(text)!["url"]!.GetValue<string>());
        url.GetLeftPart(UriPartial.Authority).ShouldBe(silo.Stranger.BaseAddress!.GetLeftPart(UriPartial.Authority));
        return url.AbsolutePath;
    }

    /// <summary>The events of a calendar by the id in front of the @ of their UID; held to the grammar.</summary>
    public static async Task<Dictionary<string, IcsComponent>> Events(this ApiSilo silo, string path) =>
        (await silo.Calendar(path)).All("VEVENT").ToDictionary(one => one["UID"]!.Split('@')[0]);

    public static async Task<IcsComponent> Calendar(this ApiSilo silo, string path)
        => StrictIcs.Read(await silo.Stranger.GetByteArrayAsync(path));

    public static StreamKey Conference(long id) => ConferenceId.OfActivity("campus", id);

    public static StreamKey Course(long id) => StreamKey.For(Courses.Course.Kind, "campus", id);

    public static ObserveConference Told(
        string told, long course = 1, string? name = null, string? starts = null, string? ends = null, bool? visible = null) =>
        new(
            "bigbluebuttonbn",
            7,
            course,
            name is null ? null : new(name),
            starts is null ? null : Unix(starts),
            ends is null ? null : Unix(ends),
            visible,
            null,
            At(told));

    public static ObserveCourse Named(string told, string name, bool? visible = null) =>
        new(new() { FullName = new(name), Visible = visible }, At(told));

    public static ObserveEnrolment Enrolled(string told, long user, long enrolment, bool? active = true) =>
        new(
            user,
            enrolment,
            EnrolmentChange.Created,
            "manual",
            active,
            null,
            null,
            null,
            null,
            At(told) with { Rank = SourcePrecedence.Created });

    public static FieldVersion At(string told) => new(null, Unix(told), SourcePrecedence.Polled);

    public static long Unix(string time)
        => time == "" ? 0 : DateTimeOffset.Parse(time + "Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds();
}
