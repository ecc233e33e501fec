using System.Text.Json;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>The fields that every Moodle event has, gathered from one JSON object; the last of two equal names counts.</summary>
internal struct EventFields(string path)
{
    private const int LongestName = 255; // the column of Moodle's own log table
    private const long Year10000 = 253402300800;

    public bool Named { get; private set; }

    public string? Name { get; private set; }

    public char Crud { get; private set; } = '?';

    public long? Told { get; private set; }

    public long? CourseId { get; private set; }

    public long? UserId { get; private set; }

    public long? RelatedUserId { get; private set; }

    public long? ObjectId { get; private set; }

    public BodyProblem? Problem { get; private set; }

    /// <summary>Takes the property the pass stands on, name and value, if it is one of the fields.</summary>
    public bool Take(ref JsonPass json)
    {
        if (json.NameIs("eventname"u8)) TakeName(ref json);
        else if (json.NameIs("timecreated"u8)) Told = TakeTime(ref json);
        else if (json.NameIs("crud"u8)) TakeCrud(ref json);
        else if (json.NameIs("courseid"u8)) CourseId = Positive(TakeNumber(ref json, "courseid"));
        else if (json.NameIs("userid"u8)) UserId = Positive(TakeNumber(ref json, "userid"));
        else if (json.NameIs("relateduserid"u8)) RelatedUserId = Positive(TakeNumber(ref json, "relateduserid"));
        else if (json.NameIs("objectid"u8)) ObjectId = TakeNumber(ref json, "objectid");
        else return false;
        return true;
    }

    private long? TakeTime(ref JsonPass json)
    {
        var time = TakeNumber(ref json, "timecreated");
        if (time is null or (> 0 and < Year10000)) return time;
        Wrong("timecreated", "a number that is no time", "Unix seconds above 0, as Moodle writes them.");
        return null;
    }

    private void TakeName(ref JsonPass json)
    {
        const string Remedy = @"The event's name as Moodle writes it, such as \core\event\course_updated.";
        Named = true;
        Name = null;
        var kind = json.ValueKind();
        if (json.Text() is not { } name)
        {
            if (kind != JsonPass.Null) Wrong("eventname", kind, Remedy);
        }
        else if (name.Length > LongestName) Wrong("eventname", "a text of more than 255 characters", Remedy);
        else if (name.AsSpan().ContainsAnyInRange('\0', '\x1f')) Wrong("eventname", "a text with a control character", Remedy);
        else if (name.Length > 0) Name = name;
    }

    private void TakeCrud(ref JsonPass json)
    {
        Crud = '?';
        var kind = json.ValueKind();
        if (json.Text() is ['c' or 'r' or 'u' or 'd'] crud) Crud = crud[0];
        else if (kind != JsonPass.Null) Wrong("crud", kind, "One of c, r, u and d.");
    }

    private long? TakeNumber(ref JsonPass json, string field)
    {
        var kind = json.ValueKind();
        if (json.Number(out var number)) return number;
        var found = kind is "a number" ? "a number that is not whole" : kind is "a text" ? "a text that is no number" : kind;
        Wrong(field, found, "A whole number, or digits as text, or null.");
        return null;
    }

    private void Wrong(string field, string kind, string remedy) => Problem ??= new BodyProblem(path + field, kind, remedy);

    private static long? Positive(long? id) => id > 0 ? id : null;
}
