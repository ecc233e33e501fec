namespace MoodleGrains.Rules;

/// <summary>A rule as it is read; one that was deleted has no row.</summary>
public sealed record RuleRow : IReadModelRow, IReadModel<RuleRow>
{
    /// <summary>The terms in force are the ones last put.</summary>
    public const string Active = "active";

    /// <summary>The terms last put are about to be counted.</summary>
    public const string Pending = "pending";

    /// <summary>It posts nothing new until a person approved: the terms last put, or, where Moodle changed, those in force.</summary>
    public const string Held = "held";

    /// <inheritdoc/>
    public static ReadModelSchema<RuleRow> Schema { get; } = new(
        "rules",
        3,
        [
            new("site", ColumnType.Text),
            new("name", ColumnType.Text),
        ],
        [
            new("revision", ColumnType.Bigint),
            new("state", ColumnType.Text),
            new("in_force", ColumnType.Text),
            new("proposed", ColumnType.Text),
            new("held_count", ColumnType.Bigint),
            new("held_what", ColumnType.Text),
            new("put_by", ColumnType.Text),
            new("put_at", ColumnType.Time),
            new("approved_by", ColumnType.Text),
            new("in_force_since", ColumnType.Time),
            new("allowed", ColumnType.Bigint),
            new("only_course", ColumnType.Bigint),
        ]);

    /// <inheritdoc/>
    public required string DocumentId { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Which proposal was last put, from 1.</summary>
    public long Revision { get; init; }

    /// <summary><see cref="Active"/>, <see cref="Pending"/> or <see cref="Held"/>.</summary>
    public string State { get; init; } = Pending;

    /// <summary>The terms in force, as JSON (<see cref="RuleTerms.FromJson"/>); null for none.</summary>
    public string? InForce { get; init; }

    /// <summary>The terms that wait, as JSON; null for none.</summary>
    public string? Proposed { get; init; }

    /// <summary>How many messages it would post at once, where it waits for a person.</summary>
    public long? HeldCount { get; init; }

    /// <summary>What would happen.</summary>
    public string? HeldWhat { get; init; }

    /// <summary>Who put it last.</summary>
    public string PutBy { get; init; } = "";

    /// <summary>When, Unix seconds.</summary>
    public long PutAt { get; init; }

    /// <summary>Who approved the terms in force; null if nobody had to.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>Since when the terms in force are, Unix seconds.</summary>
    public long? InForceSince { get; init; }

    /// <summary>How many messages at once a person has approved; 0 where nobody was asked.</summary>
    public long Allowed { get; init; }

    /// <summary>
    /// Moodle's id of the course that the terms in force are about; null if they are about others too, or there are none.
    /// </summary>
    public long? OnlyCourse { get; init; }

    /// <inheritdoc/>
    public static string? DocumentOf(RecordedEvent recorded) =>
        recorded.Event is RulePut or RuleAdmitted or RuleHeld or RuleApproved or RuleDeleted
            ? recorded.Grain.Value
            : null;

    /// <inheritdoc/>
    public static RuleRow? Fold(RuleRow? row, RecordedEvent recorded) => recorded.Event switch
    {
        RulePut e => (row ?? New(recorded.Grain)) with
        {
            Revision = e.Revision,
            State = Pending,
            Proposed = e.Terms.ToJson(),
            HeldCount = null,
            HeldWhat = null,
            PutBy = e.By,
            PutAt = e.At,
        },
        _ when row is null => null,
        RuleHeld e => row with { State = Held, HeldCount = e.Count, HeldWhat = e.What },
        RuleAdmitted e => Admitted(row, null, e.At),
        RuleApproved e => Admitted(row, e.By, e.At) with { Allowed = row.HeldCount ?? int.MaxValue },
        RuleDeleted => null,
        _ => row,
    };

    private static RuleRow New(StreamKey grain) => new() { DocumentId = grain.Value, Site = grain.Site, Name = grain.Name };

    private static long? CourseOf(RuleScope scope) => scope.Kind == RuleScope.Course ? scope.Id : null;

    private static RuleRow Admitted(RuleRow row, string? by, long at) => row with
    {
        State = Active,
        InForce = row.Proposed ?? row.InForce,
        OnlyCourse = row.Proposed is { } terms ? CourseOf(RuleTerms.FromJson(terms).Scope) : row.OnlyCourse,
        Proposed = null,
        HeldCount = null,
        HeldWhat = null,
        ApprovedBy = by,
        InForceSince = row.Proposed is null ? row.InForceSince : at,
        Allowed = 0,
    };
}
