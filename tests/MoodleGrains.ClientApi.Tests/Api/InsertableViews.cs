using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Hosting;
using Npgsql;

namespace MoodleGrains.ClientApi.Tests.Api;

/// <summary>
/// Lets tests fill read models by hand: triggers on the reporting views write documents in place of rows. Columns that are null or not
/// named are properties that the document does not have.
/// </summary>
internal static class InsertableViews
{
    /// <summary>
    /// Makes the triggers for all read models of this build. A row that was inserted before is left as it is: tests that share a
    /// database say <c>on conflict do nothing</c>, which a trigger cannot see. Inserted documents are for queries: their ids, made of
    /// the keys, are not those under which grains look for theirs.
    /// </summary>
    /// <param name="database">A database with the views; a rebuild that makes a view anew takes its trigger away.</param>
    /// <returns>A task.</returns>
    public static async Task MakeAsync(NpgsqlDataSource database)
    {
        await using var catalogue = new ServiceCollection().AddCatalogue().BuildServiceProvider();
        await using var command = database.CreateCommand(string.Concat(catalogue.GetServices<ReadModel>().Select(Create)));
        await command.ExecuteNonQueryAsync();
    }

    private static string Create(ReadModel model)
    {
        var all = model.Keys.Concat(model.Columns);
        var keys = model.Keys.Select(key => $"new.\"{key.Name}\"");
        return $"""
            create or replace function {model.View}_by_hand() returns trigger language plpgsql as $$
            declare
                document jsonb;
                made varchar;
            begin
                if tg_op = 'DELETE' then
                    delete from {model.Table} d where {IsOld(model)};
                    {(model.InOrder ? $"delete from {ReportingViews.OrderOf(model)} where position = old.position;" : "")}
                    return old;
                end if;
                document := jsonb_build_object({string.Join(", ", all.Select(column => $"'{column.Property}', {Value(column)}"))});
                if tg_op = 'UPDATE' then
                    update {model.Table} d set data = jsonb_strip_nulls(d.data || document) where {IsOld(model)};
                    return new;
                end if;
                made := concat_ws('/', {string.Join(", ", keys)});
                {(model.InOrder ? InsertOrder(model) : "")}
                insert into {model.Table} (id, data)
                values (made, jsonb_strip_nulls(document || jsonb_build_object('documentId', made))) on conflict do nothing;
                return new;
            end $$;
            create or replace trigger by_hand instead of insert or update or delete on {model.View}
                for each row execute function {model.View}_by_hand();

            """;
    }

    // Only its number tells such a row from others of the same keys.
    private static string InsertOrder(ReadModel model) => $"""
        new.position := coalesce(new.position, mg_next_change());
        made := concat_ws('/', made, new.position);
        insert into {ReportingViews.OrderOf(model)} (id, position) values (made, new.position) on conflict do nothing;
        """;

    // Keys are said as their index says them.
    private static string IsOld(ReadModel model)
    {
        var keys = model.Keys.Select(key => key.Type == ColumnType.Text
            ? $"(d.data ->> '{key.Property}') = old.\"{key.Name}\""
            : $"(d.data ->> '{key.Property}')::bigint = old.\"{key.Name}\"");
        string[] position = model.InOrder
            ? [$"d.id = (select o.id from {ReportingViews.OrderOf(model)} o where o.position = old.position)"]
            : [];
        return string.Join(" and ", keys.Concat(position));
    }

    // Documents hold whole Unix seconds.
    private static string Value(Column column) => column.Type == ColumnType.Time
        ? $"floor(extract(epoch from new.\"{column.Name}\"))::bigint"
        : $"new.\"{column.Name}\"";
}
