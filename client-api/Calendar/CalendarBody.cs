using Microsoft.AspNetCore.Http;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rules;
using Site = MoodleGrains.ClientApi.Sites.Site;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>Reads what a caller sends to make a calendar.</summary>
internal static class CalendarBody
{
    private const int Largest = 4096;

    /// <summary>Reads the body of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is wanted.</returns>
    /// <exception cref="BadInputException">A field is missing or wrong; it names the first.</exception>
    public static async Task<RequestedCalendar> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new byte[Largest + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > Largest)
        {
            throw new BadInputException(
                "body", $"The body is larger than {Largest} bytes; send site, one of courseId, userId and rule, and name.");
        }

        var faults = new List<DocumentFault>();
        var wanted = JsonFields.Parse(body.AsMemory(0, length), faults) is { } fields ? Read(fields) : null;
        return faults.Count == 0 ? wanted! : throw new BadInputException(faults[0].Path.TrimStart('$', '.'), faults[0].ToString());
    }

    private static RequestedCalendar Read(JsonFields fields)
    {
        var wanted = new RequestedCalendar(
            fields.Text("site", "the slug of a site", required: true) ?? "",
            fields.Number("courseId", "Moodle's id of a course"),
            fields.Number("userId", "Moodle's id of a user"),
            fields.Text("rule", "the name of a rule"),
            fields.Text("name", "what it is called in people's calendars"));
        if (!Site.IsSlug(wanted.Site))
        {
            fields.Fault("site", "is no slug; give 1 to 32 lower-case letters and digits.");
        }

        if (CalendarTokens.FaultOfName(wanted.Name) is { } fault)
        {
            fields.Fault("name", fault);
        }

        fields.Close();
        return wanted;
    }
}
