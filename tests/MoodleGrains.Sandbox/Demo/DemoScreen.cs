using System.Globalization;
using System.Net;
using System.Text.Json;
using MoodleGrains.Sandbox.Model;
using Spectre.Console;

namespace MoodleGrains.Sandbox.Demo;

/// <summary>What the demo prints.</summary>
/// <param name="console">Where to.</param>
internal sealed class DemoScreen(IAnsiConsole console)
{
    private readonly Lock gate = new();

    public void Say(string text) => Line(Markup.Escape(text));

    public void Urls(Uri silo, string apiKey, Uri channel)
    {
        var address = silo.GetLeftPart(UriPartial.Authority);
        Line($"[bold]The silo is ready at {address}[/]. The API key of this run is {apiKey}. Look at it with");
        string[] paths = ["sites/campus/courses", "sites/campus/categories", "sites/campus/conferences", "sites/campus/feed", "live"];
        foreach (var path in paths)
        {
            Whole($"  curl -N -H 'Authorization: Bearer {apiKey}' {address}/api/v1/{path}");
        }

        Whole($"  {address}/openapi/v1.json describes the rest.");
        Line(
            $"[bold]Discord's stand-in shows the channel at {channel}[/]: open it in a browser and watch conferences come, change and go.");
        Whole("");
    }

    public void Happened(string what) => Line($"[bold]•[/] {Markup.Escape(what)}");

    public void Told(MoodleEvent moodleEvent, IEnumerable<(string Shape, HttpStatusCode Status)> answers)
    {
        var kind = moodleEvent.Kind;
        var colour = kind.Crud switch { 'c' => "green", 'd' => "red", 'u' => "yellow", _ => "grey" };
        var sent = answers.Select(a => a.Status == HttpStatusCode.Accepted
            ? $"[grey]{a.Shape}[/]"
            : string.Create(CultureInfo.InvariantCulture, $"[red]{a.Shape} answered {(int)a.Status}[/]")).DefaultIfEmpty("[grey]nobody[/]");
        Line($"    [{colour}]{kind.Target}_{kind.Action}[/] {Subject(moodleEvent)}[grey]by[/] {string.Join(", ", sent)}");
    }

    public void Live(JsonElement item)
    {
        var kind = Text(item, "event");
        Line($"    [blue]→ silo[/] [grey]feed {Text(item, "position")}: {Markup.Escape(kind[(kind.LastIndexOf('\\') + 1)..])} by "
            + $"{Text(item, "shape")}[/]");
    }

    public void Rows(int courses, int categories, int conferences) => Line(string.Create(
        CultureInfo.InvariantCulture,
        $"    [blue]→ silo[/] [grey]shows {courses} courses, {categories} categories, {conferences} conferences[/]"));

    public void Differences(string title, IReadOnlyList<Difference> differences)
    {
        if (differences.Count == 0)
        {
            return;
        }

        var table = new Table { Title = new(Markup.Escape(title)), Border = TableBorder.Rounded };
        table.AddColumns("where", "field", "in Moodle", "in the silo");
        foreach (var d in differences)
        {
            table.AddRow(Markup.Escape(d.Where), d.Field, Markup.Escape(d.Moodle), Markup.Escape(d.Silo));
        }

        lock (gate)
        {
            console.Write(table);
        }
    }

    public void Summary(IEnumerable<(string What, string HowMany)> rows)
    {
        var table = new Table { Title = new("Summary"), Border = TableBorder.Rounded };
        table.AddColumn("what");
        table.AddColumn(new TableColumn("how many").RightAligned());
        foreach (var (what, howMany) in rows)
        {
            table.AddRow(Markup.Escape(what), Markup.Escape(howMany));
        }

        lock (gate)
        {
            console.Write(table);
        }
    }

    private static string Subject(MoodleEvent e)
    {
        var id = e.ObjectId is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{e.ObjectId} ");
        var course = e.Context.CourseId == 0 || e.Kind.Table == "course"
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"in course {e.Context.CourseId} ");
        var user = e.RelatedUserId is null ? "" : string.Create(CultureInfo.InvariantCulture, $"for user {e.RelatedUserId} ");
        return id + course + user;
    }

    private static string Text(JsonElement item, string field) => item.TryGetProperty(field, out var value) ? value.ToString() : "?";

    // What is to be pasted must not be broken to the width of the screen.
    private void Whole(string text)
    {
        lock (gate)
        {
            console.Profile.Out.Writer.WriteLine(text);
        }
    }

    private void Line(string markup)
    {
        lock (gate)
        {
            console.MarkupLine(markup);
        }
    }
}
