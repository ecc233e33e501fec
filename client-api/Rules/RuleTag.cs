using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using MoodleGrains.ClientApi.Api;

namespace MoodleGrains.ClientApi.Rules;

/// <summary>The ETag of a rule: its revision. A change with <c>If-Match</c> holds only for that revision (RFC 9110, 13.1.1).</summary>
internal static class RuleTag
{
    /// <summary>Tells the tag of what is answered.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>The rule.</returns>
    public static RuleAnswer Tagged(this HttpResponse response, RuleAnswer rule)
    {
        response.GetTypedHeaders().ETag = new(string.Create(CultureInfo.InvariantCulture, $"\"{rule.Revision}\""));
        return rule;
    }

    /// <summary>The revision that a change is meant for.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The revision, -1 for a tag that no rule ever had; null where it is meant for any.</returns>
    /// <exception cref="BadInputException">There are several tags, or one that is none.</exception>
    public static int? Expected(this HttpRequest request)
    {
        if (request.Headers.IfMatch.Count == 0)
        {
            return null;
        }

        return request.GetTypedHeaders().IfMatch is [{ IsWeak: false } tag] && !tag.Equals(EntityTagHeaderValue.Any)
            ? int.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : -1
            : throw BadInputException.Of("If-Match", request.Headers.IfMatch.ToString(), "give the one ETag with which the rule was "
                + "answered.");
    }
}
