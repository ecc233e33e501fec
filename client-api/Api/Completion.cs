using System.Text.Json.Serialization;

namespace MoodleGrains.ClientApi.Api;

/// <summary>How far a user is with an activity or a whole course.</summary>
public sealed record Completion
{
    /// <summary>Moodle's id of the course.</summary>
    public required long CourseId { get; init; }

    /// <summary>Moodle's id of the course module; null for the course as a whole.</summary>
    public long? CourseModuleId { get; init; }

    /// <summary>How far.</summary>
    public required CompletionState State { get; init; }

    /// <summary>When it was completed, UTC; null where nobody told.</summary>
    public DateTime? At { get; init; }
}

/// <summary>Moodle's states of completion, by Moodle's own numbers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CompletionState>))]
public enum CompletionState
{
    /// <summary>Not completed.</summary>
    [JsonStringEnumMemberName("incomplete")]
    Incomplete,

    /// <summary>Completed, without a grade to pass.</summary>
    [JsonStringEnumMemberName("complete")]
    Complete,

    /// <summary>Completed with a grade that passes.</summary>
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>Completed with a grade that fails.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
