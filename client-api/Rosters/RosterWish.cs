using System.Security.Claims;
using System.Text.Json;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rosters;
using MoodleGrains.Rules;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>A roster as somebody wants it to be.</summary>
/// <param name="Site">The slug of the site that follows it.</param>
/// <param name="Name">Its name, [a-z0-9_]{1,64}.</param>
/// <param name="Terms">What it says.</param>
public sealed record RosterWish(string Site, string Name, RosterTerms Terms)
{
    /// <summary>What a name is, for the one who wrote another.</summary>
    public const string NameWanted = "1 to 64 of a-z, 0-9 and _ such as \"registrar\"";

    /// <summary>Reads one item of the list <c>rosters</c> of a document.</summary>
    /// <param name="item">The item.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <returns>The wish; null if something is wrong.</returns>
    public static RosterWish? Read(JsonElement item, string path, ICollection<DocumentFault> faults)
    {
        if (JsonFields.Of(item, path, faults) is not { } fields)
        {
            return null;
        }

        var before = faults.Count;
        var site = SiteOf(fields);
        var name = fields.Fitting("name", NameWanted, Rule.IsName, required: true);
        var terms = RosterReading.Terms(fields);
        fields.Close();
        return faults.Count > before || site is null || name is null || terms is null ? null : new(site, name, terms);
    }

    /// <summary>Reads the body of a request whose address names the roster.</summary>
    /// <param name="fields">The body's object; it is not closed.</param>
    /// <param name="name">The name in the address.</param>
    /// <returns>The wish; null if something is wrong, which is then told.</returns>
    internal static RosterWish? Read(JsonFields fields, string name)
    {
        var site = SiteOf(fields);
        var again = fields.Text("name", $"\"{name}\", as the address says, or leave it out");
        if (again is not null && again != name)
        {
            fields.Fault("name", $"is '{again}', but the address says '{name}'; leave it out.");
        }

        var terms = RosterReading.Terms(fields);
        return site is null || terms is null ? null : new(site, name, terms);
    }

    /// <summary>
    /// The scope that a caller lacks for where the source lies: files of the silo's machine and addresses behind its firewall are not for
    /// whoever may only mirror.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <returns>The scope; null if none is missing.</returns>
    internal string? MissingInside(ClaimsPrincipal caller) =>
        (Terms.Source.Kind == RosterSource.File || Terms.Source.AllowPrivate) && !caller.MayAdminister(Site) ? Scope.Admin(Site) : null;

    private static string? SiteOf(JsonFields fields) =>
        fields.Fitting("site", "the slug of a site such as \"campus\"", ClientApi.Sites.Site.IsSlug, required: true);
}
