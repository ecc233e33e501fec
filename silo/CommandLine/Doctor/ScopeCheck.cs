using System.Globalization;
using MoodleGrains.Silo.Diagnostics;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.CommandLine.Doctor;

/// <summary>Whether the categories that a site is limited to are there.</summary>
internal static class ScopeCheck
{
    internal static async Task<IReadOnlyList<Finding>> Run(
        MoodleSite site,
        IReadOnlySet<long>? categories,
        CancellationToken cancellationToken)
    {
        if (categories is null)
        {
            return [];
        }

        try
        {
            return Judge(site.Slug, categories, (await site.CategoriesAsync(cancellationToken)).Categories.Keys.ToHashSet());
        }
        catch (MoodleFaultException)
        {
            // The check of the site itself tells.
            return [];
        }
    }

    internal static IReadOnlyList<Finding> Judge(string slug, IReadOnlySet<long> wanted, IReadOnlySet<long> there)
    {
        var missing = wanted.Where(id => !there.Contains(id)).Order().Select(id => id.ToString(CultureInfo.InvariantCulture)).ToList();
        return missing.Count == 0
            ? [Finding.Good($"moodle {slug}", $"limited to {wanted.Count} categories and what is below them")]
            : [Finding.Bad(
                $"moodle {slug}",
                $"Sites:{slug}:Categories names {string.Join(", ", missing)}, which the token does not see among the categories",
                "Write the number in the address of the category's page in Moodle (categoryid=5), or give the account "
                    + "moodle/category:viewhiddencategories.")];
    }
}
