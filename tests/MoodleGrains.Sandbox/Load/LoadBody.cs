using System.Globalization;
using System.Text;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Sandbox.Scenarios;

namespace MoodleGrains.Sandbox.Load;

/// <summary>
/// A ready HTTP/1.1 request with one nosey delivery of 1.4 to 1.6 KB. Only its sequence number and its time are written anew for each
/// sending, in place, so that a request costs a copy and a few digits.
/// </summary>
internal sealed class LoadBody
{
    private const string Sequence = "#000000000000";
    private const long Time = 1_111_111_111;

    private readonly byte[] request;
    private readonly int[] times;
    private readonly int[] sequences;

    private LoadBody(byte[] request)
    {
        this.request = request;
        times = Places(Time.ToString(CultureInfo.InvariantCulture));
        sequences = Places(Sequence);
    }

    /// <summary>How long the request is, in bytes.</summary>
    public int Length => request.Length;

    /// <summary>Renders the request of one course.</summary>
    public static LoadBody Of(Uri hook, long courseId, Random random)
    {
        var clock = new SiteClock(DateTimeOffset.FromUnixTimeSeconds(Time));
        var university = new University(clock);
        university.Ids.Skip("course", courseId);
        var words = new StringBuilder();
        for (var length = random.Next(330, 470); words.Length < length;)
        {
            words.Append(random.GetString("abcdefghijklmnopqrstuvwxyz", 3)).Append(' ');
        }

        university.CreateCourse(new()
        {
            CategoryId = 1,
            FullName = string.Create(CultureInfo.InvariantCulture, $"Course under load {courseId}"),
            ShortName = string.Create(CultureInfo.InvariantCulture, $"load-{courseId}"),
            StartDate = 1_800_000_000,
            EndDate = 1_810_000_000,
        });
        university.TakeEvents();
        university.UpdateCourse(courseId, new() { Summary = $"<p>{words}</p> {Sequence}" });
        var told = university.TakeEvents().Single();
        told.Other!.Remove("updatedfields");
        told = told with { Row = new PhpMap(told.Row!) { ["timecreated"] = Time - 1, ["cacherev"] = 0L } };
        var body = new Nosey(university).Body(told);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            POST {hook.PathAndQuery} HTTP/1.1
            Host: {hook.Authority}
            Accept: */*
            Content-Type: application/json
            Content-Length: {Encoding.UTF8.GetByteCount(body)}


            """).ReplaceLineEndings("\r\n");
        return new(Encoding.UTF8.GetBytes(head + body));
    }

    /// <summary>Writes the request into a buffer.</summary>
    public void Write(Span<byte> into, long sequence, long time)
    {
        request.CopyTo(into);
        foreach (var place in times)
        {
            time.TryFormat(into[place..], out _, "D10", CultureInfo.InvariantCulture);
        }

        foreach (var place in sequences)
        {
            sequence.TryFormat(into[(place + 1)..], out _, "D12", CultureInfo.InvariantCulture);
        }
    }

    private int[] Places(string text)
    {
        var wanted = Encoding.ASCII.GetBytes(text);
        var places = new List<int>();
        for (var at = request.AsSpan().IndexOf(wanted); at >= 0;)
        {
            places.Add(at);
            var next = request.AsSpan(at + wanted.Length).IndexOf(wanted);
            at = next < 0 ? -1 : at + wanted.Length + next;
        }

        return [.. places];
    }
}
