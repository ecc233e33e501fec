using System.Text.Json;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.Rules;

namespace MoodleGrains.ClientApi.Rules;

/// <summary>A rule as somebody wants it to be.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Name">Its name, [a-z0-9_]{1,64}.</param>
/// <param name="Terms">What it says.</param>
public sealed record RuleWish(string Site, string Name, RuleTerms Terms)
{
    /// <summary>Its grain.</summary>
    public StreamKey Grain => Rule.Id(Site, Name);

    /// <summary>Reads one item of the list <c>rules</c> of a document.</summary>
    /// <param name="item">The item.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <returns>The wish; null if something is wrong.</returns>
    public static RuleWish? Read(JsonElement item, string path, ICollection<DocumentFault> faults)
    {
        if (JsonFields.Of(item, path, faults) is not { } fields)
        {
            return null;
        }

        var before = faults.Count;
        var site = fields.Fitting("site", "the slug of a site such as \"campus\"", ClientApi.Sites.Site.IsSlug, required: true);
        var name = fields.Fitting("name", "1 to 64 of a-z, 0-9 and _ such as \"physics\"", Rule.IsName, required: true);
        var terms = RuleReading.Terms(fields);
        fields.Close();
        return faults.Count > before || site is null || name is null || terms is null ? null : new(site, name, terms);
    }
}
