using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.CommandLine;

/// <summary><c>doctor --moodle-setup</c>: what to type into Moodle's forms, by feature.</summary>
internal static class MoodleSetup
{
    internal static IEnumerable<string> Lines(string slug)
    {
        yield return $"Setting up Moodle for Sites:{slug}, as an administrator of that Moodle.";
        yield return "";
        yield return "1. Site administration > Advanced features: Enable web services. Server > Web services > Manage protocols: REST.";
        yield return "2. Users > Accounts > Add a new user, such as 'moodlegrains', authentication 'Manual accounts'.";
        yield return "3. Users > Permissions > Define roles > Add a new role, context type System; allow the capabilities below; then";
        yield return "   Assign system roles: give it to that user.";
        yield return "4. Server > Web services > External services > Add: short name 'moodlegrains', Enabled, Authorised users only; then";
        yield return "   Functions > Add functions: those below; Authorised users: that user.";
        yield return $"5. Server > Web services > Manage tokens > Create token for that user and service: it is Sites:{slug}:Token.";
        yield return "";
        yield return "A student or teacher does none of this: Username and Password are enough (see 'student mode'); Moodle's own mobile";
        yield return "service has these functions, and no capabilities are needed.";
        foreach (var feature in MoodleFeatures.All)
        {
            yield return "";
            yield return $"== {feature.Name}: {feature.About}";
            yield return "Functions:";
            foreach (var function in feature.Functions)
            {
                yield return $"  {function.Name}";
            }

            var capabilities = feature.Functions.SelectMany(function => function.Capabilities).Distinct(StringComparer.Ordinal).ToList();
            if (capabilities.Count > 0)
            {
                yield return "Capabilities:";
                foreach (var capability in capabilities)
                {
                    yield return $"  {capability}";
                }
            }
        }
    }
}
