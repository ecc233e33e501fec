using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace MoodleGrains.ClientApi.Sites;

/// <summary><c>Sites:{slug}:Categories</c>: the categories of a site of which, with all below them, something is kept.</summary>
/// <param name="Roots">Moodle's ids of the categories that are named.</param>
public sealed record CategoryScope(IReadOnlySet<long> Roots)
{
    /// <summary>Reads the setting of a site: a list, or one id alone; a wrong id is left out and reported.</summary>
    /// <param name="site">The section of the site.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The scope; null where the whole site is kept.</returns>
    public static CategoryScope? Read(IConfigurationSection site, ICollection<SettingProblem> problems)
    {
        var section = site.GetSection("Categories");
        if (!section.Exists())
        {
            return null;
        }

        var ids = new HashSet<long>();
        foreach (var one in section.Value is null ? section.GetChildren() : [section])
        {
            if (long.TryParse(one.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0)
            {
                ids.Add(id);
            }
            else
            {
                problems.Add(new(
                    one.Path,
                    $"'{one.Value}' is no id of a category.",
                    "Write the number in the address of the category's page in Moodle (categoryid=5)."));
            }
        }

        return new(ids);
    }

    /// <summary>The named categories that exist, and all below them.</summary>
    /// <param name="parents">All categories, with the parent of each.</param>
    /// <returns>Their ids.</returns>
    public IReadOnlySet<long> Inside(IReadOnlyDictionary<long, long> parents)
    {
        var children = parents.ToLookup(one => one.Value, one => one.Key);
        var inside = new HashSet<long>();
        var next = new Stack<long>(Roots.Where(parents.ContainsKey));
        while (next.TryPop(out var id))
        {
            if (inside.Add(id))
            {
                children[id].ToList().ForEach(next.Push);
            }
        }

        return inside;
    }
}
