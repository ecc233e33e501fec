using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Users;
using Npgsql;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// Keeps of webhooks what is inside of <c>Sites:{slug}:Categories</c>: which courses and categories that are, the last reading told; people
/// are inside while they are enrolled inside.
/// </summary>
internal sealed class WebhookScope(PollSettings settings, NpgsqlDataSource database) : IDeliveryScope
{
    /// <inheritdoc/>
    public async ValueTask<IDeliveryChoice?> ForAsync(IReadOnlyList<StoredDelivery> deliveries, CancellationToken cancellationToken)
    {
        Dictionary<string, Inside>? sites = null;
        foreach (var site in deliveries.GroupBy(delivery => delivery.Site).Where(site => settings.Of(site.Key)?.Categories is not null))
        {
            (sites ??= new(StringComparer.Ordinal))[site.Key] = await ReadAsync(site.Key, [.. site], cancellationToken);
        }

        return sites is null ? null : new Choice(sites);
    }

    private async Task<Inside> ReadAsync(string site, List<StoredDelivery> deliveries, CancellationToken cancellationToken)
    {
        var webhooks = deliveries.ConvertAll(delivery => delivery.Envelope);
        long[] courses = [.. webhooks.SelectMany(one => (long?[])[one.CourseId, one.ObjectId]).OfType<long>().Distinct()];
        long[] users = [.. webhooks.SelectMany(one => (long?[])[one.RelatedUserId, one.ObjectId, one.UserId]).OfType<long>().Distinct()];
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Command("select category_id from mg_poll_categories where site = $1", site));
        batch.BatchCommands.Add(Command("select course_id from mg_poll_courses where site = $1 and course_id = any($2)", site, courses));
        batch.BatchCommands.Add(Command(
            "select user_id from mg_people where site = $1 and user_id = any($2) union select user_id from mg_enrolments where site = $1 "
                + "and user_id = any($2)",
            site, users));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        HashSet<long>[] found = [[], [], []];
        foreach (var ids in found)
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                ids.Add(reader.GetInt64(0));
            }

            await reader.NextResultAsync(cancellationToken);
        }

        // Who is enrolled by a delivery of this page is not in the read model yet.
        found[2].UnionWith(webhooks
            .Where(one => one.Event == @"\core\event\user_enrolment_created" && one.CourseId is { } course && found[1].Contains(course))
            .Select(one => one.RelatedUserId).OfType<long>());
        return new(found[0], found[1], found[2]);
    }

    private static NpgsqlBatchCommand Command(string sql, string site, params long[][] ids)
    {
        var command = new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = site } } };
        foreach (var some in ids)
        {
            command.Parameters.Add(new() { Value = some });
        }

        return command;
    }

    private sealed record Inside(HashSet<long> Categories, HashSet<long> Courses, HashSet<long> Users)
    {
        public bool HasCourse(long? id) => id is { } course && Courses.Contains(course);

        public bool Has(StoredDelivery delivery, StreamKey grain, ICommand command) => command switch
        {
            ObserveCourse { Fields.CategoryId: { } category } => HasCourse(grain.Number) || Categories.Contains(category),
            ObserveCategory { ParentId: { } parent } => Categories.Contains(grain.Number) || Categories.Contains(parent),
            ObserveConference conference => HasCourse(conference.CourseId),
            ObserveCompletion completion => HasCourse(completion.CourseId),
            _ when grain.Value.StartsWith("course-", StringComparison.Ordinal) => HasCourse(grain.Number),
            _ when grain.Value.StartsWith("category-", StringComparison.Ordinal) => Categories.Contains(grain.Number),
            _ when grain.Value.StartsWith("user-", StringComparison.Ordinal) => Users.Contains(grain.Number),
            _ => HasCourse(delivery.Envelope.CourseId),
        };
    }

    private sealed class Choice(Dictionary<string, Inside> sites) : IDeliveryChoice
    {
        public bool IsFollowed(StoredDelivery delivery) =>
            !sites.TryGetValue(delivery.Site, out var inside)
            || delivery.Envelope.Event is @"\core\event\course_created" or @"\core\event\course_updated" or @"\core\event\course_restored"
                or @"\core\event\course_category_created" or @"\core\event\course_category_updated"
            || inside.HasCourse(delivery.Envelope.CourseId)
            || (delivery.Envelope.Event is @"\core\event\user_created" or @"\core\event\user_updated"
                && (delivery.Envelope.RelatedUserId ?? delivery.Envelope.ObjectId) is { } user && inside.Users.Contains(user));

        public bool IsKept(StoredDelivery delivery, Translated kept) =>
            !sites.TryGetValue(delivery.Site, out var inside)
            || kept.Observations.Count > 0
            || inside.HasCourse(delivery.Envelope.CourseId)
            || (delivery.Envelope.CourseId is null or <= 1
                && (delivery.Envelope.RelatedUserId ?? delivery.Envelope.UserId) is { } user && inside.Users.Contains(user));

        public Translated Of(StoredDelivery delivery, Translated told)
        {
            if (!sites.TryGetValue(delivery.Site, out var inside))
            {
                return told;
            }

            var kept = told.Observations.Where(one => inside.Has(delivery, one.Grain, one.Command)).ToList();
            return told with
            {
                Observations = kept,
                Person = told.Person is { } person && inside.Users.Contains(person.UserId) ? person : null,
                Damaged = kept.Count == 0 ? 0 : told.Damaged,
            };
        }
    }
}
