namespace MoodleGrains.ClientApi.Api;

/// <summary>That a user is enrolled in a course.</summary>
public record Enrolment
{
    /// <summary>Moodle's id of the user.</summary>
    public required long UserId { get; init; }

    /// <summary>Moodle's ids of the roles held in the course.</summary>
    public long[] Roles { get; init; } = [];

    /// <summary>Whether it is active now; null where nobody told.</summary>
    public bool? Active { get; init; }

    /// <summary>The method, such as manual; null until a webhook told.</summary>
    public string? Method { get; init; }

    /// <summary>Since when; null until a webhook told.</summary>
    public DateTime? Since { get; init; }
}
