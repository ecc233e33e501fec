using System.Text.Json.Nodes;

namespace MoodleGrains.Sandbox.Rosters;

/// <summary>What registrars did to their rosters: the document is well formed, and wrong.</summary>
public static class RosterFaults
{
    /// <summary>Spoils a roster.</summary>
    /// <param name="json">The roster.</param>
    /// <param name="trouble">How.</param>
    /// <returns>The spoilt one; the same for troubles that are none of a document.</returns>
    public static string Spoil(string json, RegistrarTrouble trouble)
    {
        var document = JsonNode.Parse(json)!;
        var courses = (document as JsonArray ?? document["courses"]!.AsArray())!;
        var participants = courses.SelectMany(course => course!["participants"]?.AsArray() ?? []).Select(one => one!.AsObject()).ToList();
        switch (trouble)
        {
            case RegistrarTrouble.NoCourses:
                courses.Clear();
                break;
            case RegistrarTrouble.HalfTheCourses:
                foreach (var place in Enumerable.Range(0, courses.Count).Where(place => place % 2 == 1).Reverse())
                {
                    courses.RemoveAt(place);
                }

                break;
            case RegistrarTrouble.RolesVanished:
                participants.ForEach(one => one.Remove("roleid"));
                break;
            case RegistrarTrouble.NamesMistyped:
                foreach (var one in participants.Where((_, place) => place % 3 == 2))
                {
                    one["username"] = Mistyped((string)one["username"]!);
                }

                break;
            default:
                return json;
        }

        return document.ToJsonString();
    }

    // Its last two letters change places, or a letter is doubled where they are alike.
    private static string Mistyped(string name) =>
        name.Length < 2 || name[^1] == name[^2] ? name + "x" : $"{name[..^2]}{name[^1]}{name[^2]}";
}
