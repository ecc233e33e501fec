using System.Text.RegularExpressions;

namespace MoodleGrains.Silo.EventStore;

/// <summary>
/// The SQL views over documents: a published contract for dashboards and for our own queries. Names are declared in code; none comes
/// from outside.
/// </summary>
internal static partial class ReportingViews
{
    /// <summary>SQL that puts a model's view and indexes in place of older ones.</summary>
    /// <param name="model">The model.</param>
    /// <returns>Statements.</returns>
    public static string Create(ReadModel model)
    {
        var columns = model.Keys.Concat(model.Columns).Select(column => $"{Expression(column, "d.")} as {column.Name}");
        var scalars = model.Columns.Where(column => column.Type != ColumnType.BigintArray);
        var (last, join) = model.InOrder ? (", o.position", $" join {OrderOf(model)} o on o.id = d.id") : ("", "");
        return $"""
            drop view if exists {model.View};
            {string.Join('\n', IndexesOf(model).Select(index => $"drop index if exists {index.Name}; {index.Sql};"))}
            {string.Join('\n', scalars.Select(column => StatisticsOf(model, column)))}
            {(model.InOrder ? CreateOrder(model) : "")}
            create view {model.View} as select {string.Join(", ", columns)}{last} from {model.Table} d{join};
            """;
    }

    /// <summary>The indexes of a model's documents: one on the key, and those that it names.</summary>
    /// <param name="model">The model.</param>
    /// <returns>Names and statements.</returns>
    public static IEnumerable<(string Name, string Sql)> IndexesOf(ReadModel model)
    {
        var all = model.Keys.Concat(model.Columns).ToDictionary(column => column.Name);
        return model.Indexes.Prepend(string.Join(", ", model.Keys.Select(key => key.Name))).Select((columns, n) =>
        {
            var name = $"mg_{model.Name}_index_{n}";
            var parts = columns.Split(", ").Select(column => Expression(all[column], ""));
            return (name, $"create index {name} on {model.Table} ({string.Join(", ", parts.Select(part => $"({part})"))})");
        });
    }

    /// <summary>The table that numbers the documents of a model in the order in which they were written.</summary>
    /// <param name="model">The model.</param>
    /// <returns>Its name.</returns>
    public static string OrderOf(ReadModel model) => $"{model.View}_order";

    // Without them the planner takes every condition on a property for a rare one.
    private static string StatisticsOf(ReadModel model, Column column) => $"""
        drop statistics if exists {model.View}_{column.Name};
        create statistics {model.View}_{column.Name} on ({Expression(column, "")}) from {model.Table};
        """;

    // Numbers are drawn under the lock of the log of changes, so that a reader's watermark passes none that may still commit.
    private static string CreateOrder(ReadModel model) => $"""
        create table if not exists {OrderOf(model)} (
            id varchar primary key,
            position bigint not null default mg_next_change());
        create unique index if not exists {OrderOf(model)}_position on {OrderOf(model)} (position);
        """;

    private static string Expression(Column column, string table)
    {
        var text = $"{table}data ->> '{Checked(column.Property)}'";
        return column.Type switch
        {
            ColumnType.Text => $"({text})",
            ColumnType.Bigint => $"({text})::bigint",
            ColumnType.Boolean => $"({text})::boolean",
            ColumnType.Time => $"to_timestamp((({text})::bigint)::double precision)",
            ColumnType.BigintArray => $"mg_bigints({table}data -> '{Checked(column.Property)}')",
            _ => throw new ArgumentOutOfRangeException(nameof(column)),
        };
    }

    private static string Checked(string property) =>
        Name().IsMatch(property) ? property : throw new ArgumentException($"Property '{property}': letters and digits only.");

    [GeneratedRegex("^[a-z][A-Za-z0-9]*$")]
    private static partial Regex Name();
}
