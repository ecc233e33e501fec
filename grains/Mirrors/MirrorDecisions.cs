namespace MoodleGrains.Mirrors;

/// <summary>What a mirror decides. A run tells again what it told before it was killed; that changes nothing.</summary>
internal static class MirrorDecisions
{
    /// <summary>Whose course it was stays so when the roster names it by another key.</summary>
    public static Decision Course(Mirror mirror, RecordCourse command) => mirror switch
    {
        { Key: null } => Decision.Of(new CourseMirrored(command.Run, command.Key, command.Created, command.Name, command.Now)),
        { Lost: false } when mirror.Key == command.Key => Decision.Nothing,
        _ => Decision.Of(new CourseMirrored(command.Run, command.Key, mirror.Created, mirror.Name, command.Now)),
    };

    public static Decision Name(Mirror mirror, RecordName command) => mirror.Name == command.Name && mirror.NamedIn == command.Run
        ? Decision.Nothing
        : Decision.Of(new MirrorRenamed(command.Run, command.Before, command.Name, command.Now));

    public static Decision Shown(Mirror mirror, RecordShown command) => mirror.Hidden == !command.Visible
        ? Decision.Nothing
        : Decision.Of(new MirrorShown(command.Run, command.Visible, command.Now));

    public static Decision Members(Mirror mirror, RecordMembers command)
    {
        var members = mirror.Members.ToBuilder();
        var news = new List<MemberChange>(command.Changes.Count);
        foreach (var told in command.Changes)
        {
            var before = members.GetValueOrDefault(told.UserId);
            if (MemberFold.Knows(before, told, command.Run))
            {
                continue;
            }

            // Nobody can be enrolled again without a role: who held none is given back what the roster gave.
            var change = told is { Deed: MemberDeed.Removed, Roles.Count: 0 } && before is not null
                ? told with { Roles = before.Roles }
                : told;
            MemberFold.Apply(members, change, command.Run);
            news.Add(change);
        }

        return news.Count == 0
            ? Decision.Nothing
            : Decision.Of(new MembersChanged(command.Run, news, members.Count, command.Now));
    }
}
