using MoodleGrains.Convergence;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Users;
using Npgsql;

namespace MoodleGrains.Silo.Tests.Inbox;

[Collection(PostgresCollection.Name)]
public sealed class PeopleTests(PostgresServer postgres)
{
    private static readonly ObservedPerson Old = Told("old", 10);
    private static readonly ObservedPerson Newer = Told("new", 20);
    private static readonly ObservedPerson Damaged = Told("30", 30, damaged: true);

    [Fact]
    public async Task A_newer_name_wins_whatever_the_order()
    {
        (await After(Says(Old), Says(Newer))).ShouldBe("new|new|new@x|new|False");
        (await After(Says(Newer), Says(Old))).ShouldBe("new|new|new@x|new|False");
    }

    [Fact]
    public async Task In_the_same_second_the_later_arrival_wins_and_a_poll_beats_a_webhook()
    {
        (await After(Says(Told("first", 20)), Says(Told("second", 20)))).ShouldBe("second|second|second@x|second|False");
        (await After(Says(Told("poll", 20, SourcePrecedence.Polled)), Says(Told("hook", 20)))).ShouldBe("poll|poll|poll@x|poll|False");
    }

    [Fact]
    public async Task A_damaged_text_fills_what_is_unknown_and_never_replaces_what_is_exact()
    {
        (await After(Says(Damaged))).ShouldBe("30|30|30@x|30|False");
        (await After(Says(Old), Says(Damaged))).ShouldBe("old|old|old@x|old|False");
        (await After(Says(Damaged), Says(Old))).ShouldBe("old|old|old@x|old|False");
    }

    [Fact]
    public async Task What_was_not_told_stays_as_it_was()
    {
        var mailOnly = new ObservedPerson(7, null, null, "mail@x", null, new(null, 30, SourcePrecedence.Updated));
        (await After(Says(Old), Says(mailOnly))).ShouldBe("old|old|mail@x|old|False");
        (await After(Says(mailOnly), Says(Old))).ShouldBe("old|old|mail@x|old|False");
    }

    [Fact]
    public async Task An_erased_person_stays_erased_whatever_is_told_afterwards()
    {
        const string erased = "null|null|null|null|True";
        (await After(Says(Old), People.Erased(Recorded.Site, 7))).ShouldBe(erased);
        (await After(People.Erased(Recorded.Site, 7), Says(Newer))).ShouldBe(erased);
        (await After(Says(Old), People.Erased(Recorded.Site, 7), Says(Newer), Says(Damaged))).ShouldBe(erased);
    }

    [Fact]
    public async Task What_a_poll_tells_is_kept_by_the_same_law_the_confirmation_too_and_what_is_no_news_writes_no_row()
    {
        await using var silo = await postgres.Prepared(with: options => options with { ReadModels = [] });
        async Task<int> News(params IReadOnlyList<ObservedPerson> people)
        {
            await using var batch = silo.Database.CreateBatch();
            batch.BatchCommands.Add(People.News(Recorded.Site, people));
            return await batch.ExecuteNonQueryAsync();
        }

        var polled = Told("poll", 40, SourcePrecedence.Polled) with { Confirmed = false };
        (await News(polled, Told("other", 40, SourcePrecedence.Polled) with { UserId = 8 })).ShouldBe(2);
        (await News(polled with { Stamp = new(null, 50, SourcePrecedence.Polled) })).ShouldBe(0);
        (await News(polled with { Stamp = new(null, 60, SourcePrecedence.Polled), Confirmed = true })).ShouldBe(1);
        (await News(Told("old", 10))).ShouldBe(0);

        (await silo.Database.Rows("select user_id, user_name, email, confirmed from mg_people order by user_id"))
            .ShouldBe(["7|poll|poll@x|True", "8|other|other@x|null"]);
    }

    private static NpgsqlBatchCommand Says(ObservedPerson person) => People.Told(Recorded.Site, person);

    private static ObservedPerson Told(string word, long told, SourcePrecedence rank = SourcePrecedence.Updated, bool damaged = false) =>
        new(
            7,
            new Observed<string>(word, damaged),
            new Observed<string>(word, damaged),
            new Observed<string>($"{word}@x", damaged),
            new Observed<string>(word, damaged),
            new(null, told, rank));

    private async Task<string> After(params IEnumerable<NpgsqlBatchCommand> commands)
    {
        await using var silo = await postgres.Prepared(with: options => options with { ReadModels = [] });
        foreach (var command in commands)
        {
            await using var batch = silo.Database.CreateBatch();
            batch.BatchCommands.Add(command);
            await batch.ExecuteNonQueryAsync();
        }

        return (await silo.Database.Rows("select user_name, full_name, email, id_number, erased from mg_people"))
            .ShouldHaveSingleItem();
    }
}
