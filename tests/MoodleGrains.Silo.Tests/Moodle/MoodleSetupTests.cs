using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.CommandLine.Doctor;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>What <c>doctor --moodle-setup</c> prints.</summary>
public sealed class MoodleSetupTests
{
    /// <summary>What the client can call and no part does.</summary>
    internal static IReadOnlyList<string> NotUsed { get; } = [MoodleFunctions.CreateCategories, MoodleFunctions.UpdateCategories];

    [Theory]
    [InlineData("  moodle/user:viewalldetails")]
    [InlineData("  moodle/site:viewuseridentity")]
    [InlineData("  moodle/role:assign")]
    public void What_finding_users_and_giving_roles_needs_is_printed(string line) => MoodleSetup.Lines("campus").ShouldContain(line);

    [Theory]
    [InlineData("moodle/category:manage")]
    [InlineData("moodle/user:update")]
    [InlineData("moodle/course:changecategory")]
    [InlineData("core_course_create_categories")]
    public void What_is_not_used_is_not_to_be_allowed(string name) =>
        MoodleSetup.Lines("campus").Select(line => line.Trim()).ShouldNotContain(name);

    [Fact]
    public void Each_step_stands_in_the_order_of_Moodles_pages()
    {
        string[] steps =
        [
            "Advanced features", "Add a new user", "Add a new role", "Allow role assignments", "Assign system roles", "Manage protocols",
            "External services > Add",
            "Authorised users of that service", "Manage tokens", "silo doctor",
        ];

        var text = string.Join('\n', MoodleSetup.Lines("campus"));

        steps.Select(step => text.IndexOf(step, StringComparison.Ordinal)).ShouldAllBe(place => place > 0);
        steps.Select(step => text.IndexOf(step, StringComparison.Ordinal)).ShouldBeInOrder();
    }

    /// <summary>The capabilities that are printed, as a person types them into a role.</summary>
    internal static IReadOnlySet<string> PrintedCapabilities() => MoodleSetup.Lines("campus").Select(line => line.Trim())
        .Where(line => line.Contains('/', StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal)
            && !line.Contains(' ', StringComparison.Ordinal))
        .ToHashSet(StringComparer.Ordinal);
}
