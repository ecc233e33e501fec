using System.Text.Json;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>A course was made, changed, restored or deleted.</summary>
internal static class CourseWebhookTranslator
{
    public static Translated Read(WebhookPayload payload)
    {
        var grain = payload.Grain("course", payload.ObjectId);
        if (payload.Deleted)
        {
            return Translated.Of(grain, new ObserveCourseDeleted(payload.Stamp));
        }

        var damaged = 0;
        var fields = new CourseFields();
        long? modified = null;
        if (payload.Row is { } row)
        {
            fields = Fields(row, ref damaged);
            modified = MoodleJson.Modified(row);
        }
        else if (payload.Other is { } other)
        {
            fields = MoodleJson.Map(other, "updatedfields"u8) is { } changes ? Fields(changes, ref damaged) : fields;
            fields = fields with
            {
                ShortName = fields.ShortName ?? MoodleJson.Text(other, "shortname"u8, ref damaged),
                FullName = fields.FullName ?? MoodleJson.Text(other, "fullname"u8, ref damaged),
            };
        }

        if (MoodleJson.Map(payload.Body, "course"u8) is { } summary)
        {
            fields = Filled(fields, summary);
        }

        return Translated.Of(grain, new ObserveCourse(fields, payload.StampOf(modified)), damaged: damaged);
    }

    // Columns of Moodle's table course.
    private static CourseFields Fields(JsonElement row, ref int damaged) => new()
    {
        ShortName = MoodleJson.Text(row, "shortname"u8, ref damaged),
        FullName = MoodleJson.Text(row, "fullname"u8, ref damaged),
        IdNumber = MoodleJson.Text(row, "idnumber"u8, ref damaged),
        CategoryId = MoodleJson.Number(row, "category"u8),
        Summary = MoodleJson.Text(row, "summary"u8, ref damaged),
        Visible = MoodleJson.Flag(row, "visible"u8),
        Format = MoodleJson.Text(row, "format"u8, ref damaged),
        Language = MoodleJson.Text(row, "lang"u8, ref damaged),
        StartsAt = MoodleJson.Time(row, "startdate"u8),
        EndsAt = MoodleJson.Time(row, "enddate"u8),
        CreatedAt = MoodleJson.Time(row, "timecreated"u8),
    };

    // local_webhookengine reads its summary when it sends, through a cache that lives as long as the cron process: it may be
    // older than the event. Marked as damaged it fills what is unknown and never replaces what is exact.
    private static CourseFields Filled(CourseFields fields, JsonElement summary) => fields with
    {
        ShortName = fields.ShortName ?? Stale(MoodleJson.Word(summary, "shortname"u8)),
        FullName = fields.FullName ?? Stale(MoodleJson.Word(summary, "fullname"u8)),
    };

    private static Observed<string>? Stale(string? text)
        => text is null ? (Observed<string>?)null : new Observed<string>(text, Damaged: true) { Stale = true };
}
