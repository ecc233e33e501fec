using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;
using Finding = MoodleGrains.Silo.Diagnostics.Finding;

namespace MoodleGrains.Silo.CommandLine.Doctor;

/// <summary>Whether each site's web services can be called, whose token it is, and what will not work with it.</summary>
internal static class MoodleCheck
{
    // A site that does not answer must not hold up the rest; the silo itself is more patient.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Looks at one site, by what its token is told and by what it really sees.</summary>
    /// <param name="site">The site.</param>
    /// <param name="rosters">The rosters that are written into it.</param>
    /// <param name="known">What the database knows of it.</param>
    /// <param name="roleIds">Moodle's ids of roles, from the settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The findings.</returns>
    internal static async Task<IReadOnlyList<Finding>> Run(
        MoodleSite site,
        IReadOnlyList<RosterTerms> rosters,
        KnownOfSite known,
        IReadOnlyDictionary<string, long> roleIds,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return
            [
                .. Judge(site.Slug, await site.InfoAsync(stop.Token), rosters.Count > 0),
                .. await TokenSight.Run(site, rosters, known, roleIds, stop.Token),
            ];
        }
        catch (MoodleFaultException failed)
        {
            var (kind, code) = (failed.Fault.Kind, failed.Fault.ErrorCode);
            var detail = failed.Fault.Begins is { } begins ? $"{failed.Fault.Detail}: it {begins}" : failed.Fault.Detail;
            return [Finding.Bad(
                Name(site.Slug),
                $"{failed.Fault.Function}: {kind}{(code ?? detail) switch { { } more => $" ({more})", _ => "" }}",
                failed.Fault.Remedy)];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [Finding.Bad(
                Name(site.Slug),
                $"no answer within {Patience.TotalSeconds:0} s",
                $"Check that Sites:{site.Slug}:Url can be reached from here.")];
        }
    }

    /// <summary>What the token will not do.</summary>
    /// <param name="slug">The site.</param>
    /// <param name="info">What it says of itself.</param>
    /// <param name="mirrored">Whether a roster is written into it.</param>
    /// <returns>The findings.</returns>
    internal static IReadOnlyList<Finding> Judge(string slug, SiteInfo info, bool mirrored = false)
    {
        var name = Name(slug);
        var abilities = SiteAbilities.Of(info);
        var (said, warning) = MoodleVersion.Judge(info.Release);
        var findings = new List<Finding>
        {
            warning is null
                ? Finding.Good(name, $"'{info.SiteName}', {said}")
                : Finding.Warned(name, $"'{info.SiteName}', {said}", warning),
            Finding.Good(name, Whose(info, abilities)),
        };
        foreach (var feature in MoodleFeatures.All
            .Where(feature => Concerns(feature, abilities) || (mirrored && feature.Name == MoodleFeatures.Mirroring)))
        {
            var lacking = feature.Functions.Where(function => !abilities.Has(function.Name)).ToList();
            findings.AddRange(lacking.Select(function => Lacking(name, slug, feature, function)));
        }

        var later = MoodleFeatures.All
            .Where(feature => feature.For == FeatureFor.Wish && !(mirrored && feature.Name == MoodleFeatures.Mirroring))
            .Where(feature => feature.Functions.Any(function => !abilities.Has(function.Name)))
            .Select(feature => feature.Name)
            .ToList();
        if (later.Count > 0 && !abilities.OwnCoursesOnly)
        {
            findings.Add(Finding.Good(name, $"not with this token, and needed only where used: {string.Join(", ", later)}"));
        }

        return findings;
    }

    private static bool Concerns(MoodleFeature feature, SiteAbilities abilities) => feature.For switch
    {
        FeatureFor.Everybody => true,
        FeatureFor.Own => abilities.OwnCoursesOnly,
        FeatureFor.Service => !abilities.OwnCoursesOnly,
        _ => false,
    };

    private static Finding Lacking(string name, string slug, MoodleFeature feature, NeededFunction function) => Finding.Bad(
        name,
        $"{feature.Name}: the token lacks {function.Name}; without it {function.Without}",
        $"Add it to the token's service in Moodle; 'silo doctor --moodle-setup {slug}' lists all.");

    private static string Whose(SiteInfo info, SiteAbilities abilities) =>
        $"the token is that of {info.UserName} (user {info.UserId}" + (info.IsAdmin ? ", a site administrator)" : ")")
        + (abilities.OwnCoursesOnly
            ? "; it is enough for the conferences of their own courses: other courses, users and enrolments are not polled"
            : info.IsAdmin ? "" : "; what its roles do not show it is not polled, and never taken for deleted");

    internal static string Name(string slug) => $"moodle {slug}";
}
