using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Hosting;
using Npgsql;

namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>What the other tests rely on when they fill views by hand.</summary>
[Collection(CampusTests.Name)]
public sealed class InsertableViewsTests(Campus campus)
{
    public static TheoryData<string> Models() => [.. All().Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_row_of_every_column_is_read_back(string name)
    {
        var model = All().Single(one => one.Name == name);
        var columns = model.Keys.Concat(model.Columns).ToList();
        var said = columns.ConvertAll(Value);

        await campus.Postgres.Execute($"""
            delete from {model.View} where site = 'said_site';
            insert into {model.View} ({Names(columns)}) values ({string.Join(", ", said)}) on conflict do nothing
            """);

        (await Count($"select count(*) from {model.View} where ({Names(columns)}) = ({string.Join(", ", said)})")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_row_of_keys_alone_has_no_other_values_and_can_be_deleted(string name)
    {
        var model = All().Single(one => one.Name == name);

        await campus.Postgres.Execute(
            $"insert into {model.View} ({Names(model.Keys)}) values ({string.Join(", ", model.Keys.Select(Bare))}) on conflict do nothing");

        var empty = string.Join(" and ", model.Columns.Select(column => $"\"{column.Name}\" is null"));
        (await Count($"select count(*) from {model.View} where site = 'bare_site' and {empty}")).ShouldBe(1);
        await campus.Postgres.Execute($"delete from {model.View} where site = 'bare_site'");
        (await Count($"select count(*) from {model.View} where site = 'bare_site'")).ShouldBe(0);
        (await Count($"select count(*) from {model.Table} where id like 'bare_site/%'")).ShouldBe(0);

        static string Bare(Column key) => key.Name == "site" ? "'bare_site'" : Value(key);
    }

    [Fact]
    public async Task What_was_inserted_is_left_as_it_is_and_can_be_updated()
    {
        await campus.Postgres.Execute("""
            insert into mg_courses (site, id, full_name, visible) values ('update', 1, 'Before', true), ('update', 2, 'Other', true);
            insert into mg_courses (site, id, full_name) values ('update', 1, 'Again') on conflict do nothing
            """);
        (await Count("select count(*) from mg_courses where site = 'update' and full_name = 'Before'")).ShouldBe(1);

        await campus.Postgres.Execute("update mg_courses set full_name = 'After', visible = null where site = 'update' and id = 1");

        (await Count("select count(*) from mg_courses where site = 'update' and full_name = 'After' and visible is null")).ShouldBe(1);
        (await Count("select count(*) from mg_courses where site = 'update' and full_name = 'Other' and visible")).ShouldBe(1);
    }

    [Fact]
    public async Task Changes_of_one_course_are_rows_of_their_own_with_the_positions_they_are_given()
    {
        await campus.Postgres.Execute("""
            insert into mg_changes (site, kind, subject_id, what, position) values
                ('order', 1, 7, 'renamed', 5000002), ('order', 1, 7, 'cancelled', 5000001);
            insert into mg_changes (site, kind, subject_id, what) values ('order', 1, 7, 'described');
            delete from mg_changes where position = 5000001
            """);

        (await Count("select count(*) from mg_changes where site = 'order' and (what, position) = ('renamed', 5000002)")).ShouldBe(1);
        (await Count("select count(*) from mg_changes where site = 'order' and position < 5000000")).ShouldBe(1);
        (await Count("select count(*) from mg_changes where site = 'order'")).ShouldBe(2);
    }

    private static List<ReadModel> All()
    {
        using var catalogue = new ServiceCollection().AddCatalogue().BuildServiceProvider();
        return [.. catalogue.GetServices<ReadModel>()];
    }

    private static string Names(IEnumerable<Column> columns) => string.Join(", ", columns.Select(column => $"\"{column.Name}\""));

    private static string Value(Column column) => column.Type switch
    {
        ColumnType.Text => $"'said_{column.Name}'",
        ColumnType.Bigint => string.Create(CultureInfo.InvariantCulture, $"{long.MaxValue - column.Name.Length}"),
        ColumnType.Boolean => "true",
        ColumnType.Time => "'2026-11-21T10:00:01Z'::timestamptz",
        ColumnType.BigintArray => "'{5,3}'::bigint[]",
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };

    private async Task<long> Count(string sql)
    {
        await using var database = NpgsqlDataSource.Create(campus.Postgres.ConnectionString);
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
