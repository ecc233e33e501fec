using MoodleGrains.Rosters;
using Npgsql;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>Which run.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Roster">The roster's name.</param>
/// <param name="Run">Its number.</param>
internal sealed record RunKey(string Site, string Roster, int Run)
{
    /// <summary>The roster's grain.</summary>
    public StreamKey Grain => MoodleGrains.Rosters.Roster.Id(Site, Roster);

    /// <summary>The key of its effects.</summary>
    public string EffectKey => RosterEffectTypes.Key(Site, Roster, Run);

    /// <summary>A command whose first three parameters are this key.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="more">The parameters behind.</param>
    /// <returns>The command.</returns>
    public NpgsqlBatchCommand Command(string sql, params IEnumerable<object?> more) => OfRoster(sql, [Run, .. more]);

    /// <summary>A command whose first two parameters are the site and the roster: what concerns no single run.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="more">The parameters behind.</param>
    /// <returns>The command.</returns>
    public NpgsqlBatchCommand OfRoster(string sql, params IEnumerable<object?> more)
    {
        var command = new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = Site }, new() { Value = Roster } } };
        foreach (var value in more)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        return command;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Site}/{Roster}, run {Run}";
}
