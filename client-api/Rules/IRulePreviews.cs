using System.Text.Json.Serialization;
using MoodleGrains.Rules;

namespace MoodleGrains.ClientApi.Rules;

/// <summary>Tells what a rule would do, without doing it. Whoever announces implements it.</summary>
public interface IRulePreviews
{
    /// <summary>What would follow if a rule said something.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="name">The rule; it need not exist.</param>
    /// <param name="terms">What it would say.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What would follow.</returns>
    Task<RulePreview> Of(string site, string name, RuleTerms terms, CancellationToken cancellationToken);
}

/// <summary>What would follow if a rule said something. Nothing was changed.</summary>
/// <param name="Posts">How many messages would be posted.</param>
/// <param name="Stays">How many announcements of the rule would stay; they are edited where it says something else.</param>
/// <param name="Ends">How many announcements would go.</param>
/// <param name="Waits">Whether that would wait for a person, because it would post too many messages at once.</param>
/// <param name="Conferences">Which, by their start; at most 1,000.</param>
public sealed record RulePreview(int Posts, int Stays, int Ends, bool Waits, IReadOnlyList<PreviewedConference> Conferences)
{
    /// <summary>How many conferences are listed at most.</summary>
    public const int MostListed = 1000;
}

/// <summary>What would become of one conference in one channel.</summary>
/// <param name="Conference">The third part of its grain's id: that of its course module, or <c>e</c> and its calendar event.</param>
/// <param name="Name">Its name.</param>
/// <param name="CourseId">The course it is in.</param>
/// <param name="CourseName">The course's full name.</param>
/// <param name="Channel">The channel.</param>
/// <param name="StartsAt">When it opens; null if never told.</param>
/// <param name="EndsAt">When it closes; null if never told.</param>
/// <param name="Change">What would be done.</param>
public sealed record PreviewedConference(
    string Conference, string Name, long? CourseId, string? CourseName, string Channel, DateTime? StartsAt, DateTime? EndsAt,
    PreviewedChange Change);

/// <summary>What would be done with an announcement.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PreviewedChange>))]
public enum PreviewedChange
{
    /// <summary>A message would be posted.</summary>
    [JsonStringEnumMemberName("post")]
    Post,

    /// <summary>It is announced there, and would stay so.</summary>
    [JsonStringEnumMemberName("stay")]
    Stay,

    /// <summary>It is announced there, and its messages would go.</summary>
    [JsonStringEnumMemberName("end")]
    End,
}
