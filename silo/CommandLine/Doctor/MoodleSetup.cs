using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.PrivatePostgres;

namespace MoodleGrains.Silo.CommandLine.Doctor;

/// <summary><c>doctor --moodle-setup</c>: what to type into Moodle's forms, in the order of Moodle's pages.</summary>
internal static class MoodleSetup
{
    internal static IEnumerable<string> Lines(string slug) =>
    [
        $"Setting up Moodle for Sites:{slug}, as an administrator of that Moodle, page by page of Site administration.",
        "A student or teacher does none of this: 'silo login " + slug + "' is enough (see 'student mode' at the end).",
        "",
        "1. General > Advanced features: switch 'Enable web services' on.",
        "2. Users > Accounts > Add a new user: such as 'moodlegrains', authentication 'Manual accounts'. Log in with it once in a "
            + "browser and do",
        "   what Moodle asks (agree to the policy, change the password).",
        "3. Users > Permissions > Define roles > Add a new role: no archetype, such as 'MoodleGrains', context types 'System' and "
            + "'Course'. Allow:",
        .. Parts(feature => feature.Functions.SelectMany(function => function.Capabilities)),
        "",
        "   Nothing else is used. Moodle shows the idnumbers of categories only with moodle/category:manage, which also allows changing "
            + "them: allow it",
        "   too if a roster's category is 'idnumber:…'. MoodleGrains never changes a category.",
        "   Moodle shows mail addresses only if 'email' is ticked in Users > Permissions > User policies > Show user identity (it is, "
            + "unless changed).",
        "4. Users > Permissions > Define roles > Allow role assignments: in the row of the new role tick each role that rosters "
            + "give, such as",
        $"   'Teacher' and 'Student'. Only for {MoodleFeatures.Mirroring}; without it every enrolment is refused (wsusercannotassign).",
        "5. Users > Permissions > Assign system roles: give the new role to the new user.",
        "6. Server > Web services > Manage protocols: enable REST.",
        "7. Server > Web services > External services > Add: short name 'moodlegrains', Enabled, Authorised users only. Then Functions > "
            + "Add functions:",
        .. Parts(feature => feature.Functions.Select(function => function.Name)),
        "",
        "8. Server > Web services > External services > Authorised users of that service: add the new user.",
        $"9. Server > Web services > Manage tokens > Create token for that user and service, then: silo login {slug} --token",
        $"   (or set Sites:{slug}:Token to it, and restart the silo).",
        "10. silo doctor: it looks with that token whether users can be seen and roles given.",
        "",
        .. MoodleFeatures.All.Where(feature => feature.For == FeatureFor.Own).SelectMany(feature => (string[])
        [
            $"== {feature.Name}: {feature.About}",
            "Moodle's own mobile service has these functions, and no capabilities are needed. It must be on: General > Mobile app > Mobile "
                + "settings >",
            "Enable web services for mobile devices.",
            .. feature.Functions.Select(function => "  " + function.Name),
        ]),
    ];

    private static IEnumerable<string> Parts(Func<MoodleFeature, IEnumerable<string>> what) =>
        from feature in MoodleFeatures.All
        where feature.For is not FeatureFor.Own
        let lines = what(feature).Distinct(StringComparer.Ordinal).ToList()
        where lines.Count > 0
        from line in lines.Select(one => "  " + one).Prepend(Head(feature))
        select line;

    private static string Head(MoodleFeature feature) =>
        $"   -- {feature.Name}{(feature.For == FeatureFor.Wish ? ", only where it is used" : "")}: {feature.About}";
}
