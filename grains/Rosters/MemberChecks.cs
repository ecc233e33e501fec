namespace MoodleGrains.Rosters;

/// <summary>Checks the participants of a course.</summary>
internal static class MemberChecks
{
    /// <summary>The participants, one for each key.</summary>
    /// <param name="drafts">As the document has them.</param>
    /// <param name="terms">The terms.</param>
    /// <param name="roles">Moodle's role by the roster's word.</param>
    /// <param name="findings">What is wrong.</param>
    /// <param name="stranger">Whether one was left out that nobody can name.</param>
    public static IReadOnlyList<DesiredMember> Of(
        IReadOnlyList<MemberDraft> drafts,
        RosterTerms terms,
        IReadOnlyDictionary<string, string> roles,
        List<Finding> findings,
        out bool stranger)
    {
        var members = new List<DesiredMember>(drafts.Count);
        var firsts = new List<(MemberDraft Draft, List<string> Words)>(drafts.Count);
        var places = new Dictionary<string, int>(drafts.Count, StringComparer.Ordinal);
        stranger = false;
        foreach (var written in drafts)
        {
            if (written.UserName is null)
            {
                stranger = true;
                continue;
            }

            var draft = written with { UserName = ComparableName.Read(written.UserName, written.Path, findings) };
            if (string.IsNullOrWhiteSpace(draft.UserName))
            {
                findings.Add(new(true, "missing", draft.Path, "Nothing of it can be seen; give the participant's username."));
                stranger = true;
                continue;
            }

            var word = RoleMapping.Normal(draft.Role);
            var key = Key(draft.UserName, terms);
            var member = Member(draft, key, word, roles, findings);
            if (places.TryAdd(key, members.Count))
            {
                members.Add(member);
                firsts.Add((draft, [word]));
            }
            else
            {
                var (first, words) = firsts[places[key]];
                members[places[key]] = Both(members[places[key]], first, member, draft, words.Contains(word), findings);
                words.Add(word);
            }
        }

        return members;
    }

    // The case of an idnumber counts in Moodle; that of usernames and mail addresses does not.
    private static string Key(string name, RosterTerms terms) =>
        terms.MatchBy == RosterTerms.ByIdNumber ? name.Trim() : name.Trim().ToLowerInvariant();

    private static DesiredMember Member(
        MemberDraft draft, string key, string word, IReadOnlyDictionary<string, string> roles, List<Finding> findings)
    {
        // Its role may be what is at fault.
        if (draft.Bad)
        {
            return new(draft.Path, key, [], true, false) { Given = draft.UserName!.Trim(), LeftOut = true };
        }

        if (roles.TryGetValue(word, out var role))
        {
            return new(draft.Path, key, [role], false, draft.Suspended) { Given = draft.UserName!.Trim() };
        }

        findings.Add(new(true, "unknown_role", draft.RolePath, word == ""
            ? "It is missing, and the roster's terms give no role to participants without one; give a role, or name one under roles."
            : $"'{JsonField.Short(draft.Role)}' is no role of this roster; correct it, or say under roles which role of Moodle it is "
                + $"(known: {string.Join(", ", roles.Keys.Where(known => known != "").Order(StringComparer.Ordinal))})."));
        return new(draft.Path, key, [], true, draft.Suspended) { Given = draft.UserName!.Trim(), UnknownRoles = [draft.Role] };
    }

    private static DesiredMember Both(
        DesiredMember one, MemberDraft first, DesiredMember other, MemberDraft second, bool sameRole, List<Finding> findings)
    {
        var leftOut = one.LeftOut || other.LeftOut;
        if (first.UserName != second.UserName)
        {
            leftOut = true;
            findings.Add(new(
                true, "collision", second.Path,
                $"'{JsonField.Short(second.UserName!)}' is the same user as '{JsonField.Short(first.UserName!)}' ({first.Path}) but for "
                    + "capitals or blanks; neither is taken, write both alike or correct one."));
        }
        else if (!leftOut && first.Suspended != second.Suspended)
        {
            leftOut = true;
            findings.Add(new(
                true, "two_statuses", second.Path,
                $"'{JsonField.Short(second.UserName!)}' is active and suspended at once ({first.Path}); give one status."));
        }
        else if (!leftOut && sameRole)
        {
            findings.Add(new(
                false, "duplicate_participant", second.Path,
                $"'{JsonField.Short(second.UserName!)}' stands twice with the same role (first: {first.Path}); it is taken once."));
        }

        return one with
        {
            Roles = [.. one.Roles.Union(other.Roles)],
            RolesUnsure = one.RolesUnsure || other.RolesUnsure,
            UnknownRoles = [.. one.UnknownRoles.Union(other.UnknownRoles)],
            LeftOut = leftOut,
        };
    }
}
