using System.Globalization;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Plugins;

/// <summary>What a hook of local_webhookengine opts in to; each off by default there.</summary>
public sealed record WebhookEngineOptions
{
    /// <summary>Whether the event's <c>other</c> is sent. Without it no name of anything is.</summary>
    public bool IncludeOther { get; init; } = true;

    /// <summary>Where users are looked up for <c>user</c> and <c>relateduser</c>; null if they are not sent.</summary>
    public University? Users { get; init; }

    /// <summary>Whether the mail address is among them.</summary>
    public bool IncludeEmail { get; init; }

    /// <summary>Where courses are looked up for <c>course</c>; null if it is not sent.</summary>
    public University? Courses { get; init; }

    internal void Enrich(PhpMap body, MoodleEvent moodleEvent)
    {
        var (actor, related) = (Number(moodleEvent.UserId), Number(moodleEvent.RelatedUserId));
        if (Users is not null && actor > 0)
        {
            body["user"] = Summary(Users.Users.GetValueOrDefault(actor), actor);
        }

        if (Users is not null && related > 0 && related != actor)
        {
            body["relateduser"] = Summary(Users.Users.GetValueOrDefault(related), related);
        }

        if (Courses is not null && Number(moodleEvent.CourseId) is var id and > 0)
        {
            body["course"] = Courses.Courses.TryGetValue(id, out var course)
                ? new PhpMap
                {
                    ["id"] = id,
                    ["shortname"] = course.ShortName,
                    ["fullname"] = course.FullName,
                    ["categoryid"] = course.CategoryId,
                }
                : new PhpMap { ["id"] = id };
        }
    }

    private PhpMap Summary(User? user, long id)
    {
        if (user is null)
        {
            return new() { ["id"] = id, ["deleted"] = true };
        }

        var summary = new PhpMap
        {
            ["id"] = id,
            ["username"] = user.UserName,
            ["firstname"] = user.FirstName,
            ["lastname"] = user.LastName,
        };
        if (IncludeEmail)
        {
            summary["email"] = user.Email;
        }

        return summary;
    }

    private static long Number(object? id) => Convert.ToInt64(id ?? 0L, CultureInfo.InvariantCulture);
}
