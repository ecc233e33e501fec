using System.Text.Json;
using System.Text.Json.Serialization;
using Marten.Events.Aggregation;
using Marten.Events.Projections;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

using IEvent = JasperFx.Events.IEvent;

public sealed record CourseRenamed(string Name);

public sealed record ParticipantEnrolled(long User);

/// <summary>An event whose projection throws.</summary>
public sealed record FoldFails;

/// <summary>An event whose JSON is exactly the given text, whatever PostgreSQL thinks of it.</summary>
public sealed record Verbatim([property: JsonConverter(typeof(VerbatimConverter))] string Json);

public sealed class VerbatimConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader).GetRawText();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value, skipInputValidation: true);
}

/// <summary>A document of one stream.</summary>
public sealed class CourseSummary
{
    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public int Changes { get; set; }

    /// <summary>The highest version that the projection saw.</summary>
    public long SeenVersion { get; set; }

    /// <summary>The highest sequence that the projection saw.</summary>
    public long SeenSequence { get; set; }
}

public partial class CourseSummaries : SingleStreamProjection<CourseSummary, string>
{
    public override CourseSummary? Evolve(CourseSummary? snapshot, string id, IEvent e)
    {
        if (e.Data is FoldFails)
        {
            throw new InvalidOperationException("This projection cannot fold the event.");
        }

        snapshot ??= new() { Id = id };
        snapshot.Changes++;
        snapshot.SeenVersion = Math.Max(snapshot.SeenVersion, e.Version);
        snapshot.SeenSequence = Math.Max(snapshot.SeenSequence, e.Sequence);
        snapshot.Name = e.Data is CourseRenamed renamed ? renamed.Name : snapshot.Name;
        return snapshot;
    }
}

/// <summary>A document for each participant of a course: many documents, all of them owned by one stream.</summary>
public sealed record Participation(string Id, string Course, long User, int Enrolments);

public partial class Participations : MultiStreamProjection<Participation, string>
{
    public Participations() => Identity<JasperFx.Events.IEvent<ParticipantEnrolled>>(e => $"{e.StreamKey}-{e.Data.User}");

    public override Participation? Evolve(Participation? snapshot, string id, IEvent e) => e.Data is ParticipantEnrolled enrolled
        ? new(id, e.StreamKey!, enrolled.User, (snapshot?.Enrolments ?? 0) + 1)
        : snapshot;
}

/// <summary>A document that all courses of a user share.</summary>
public sealed record CoursesOfUser(string Id, int Courses);

public partial class CoursesOfUsers : MultiStreamProjection<CoursesOfUser, string>
{
    public CoursesOfUsers() => Identity<JasperFx.Events.IEvent<ParticipantEnrolled>>(e => $"user-{e.Data.User}");

    public override CoursesOfUser? Evolve(CoursesOfUser? snapshot, string id, IEvent e) => new(id, (snapshot?.Courses ?? 0) + 1);
}

public enum ConferenceState
{
    NotStarted,
    Running,
}

public sealed record ConferencePlanned(
    ConferenceState State, DateTimeOffset Starts, DateTime Ends, TimeSpan Length, DateOnly Day, string? Note, string PlainText);

public sealed record ConferenceRow(string Id, ConferenceState State, ConferencePlanned Planned);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConferencePlanned))]
[JsonSerializable(typeof(ConferenceRow))]
internal sealed partial class SnakeCaseJson : JsonSerializerContext;
