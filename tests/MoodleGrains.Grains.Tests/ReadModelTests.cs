using System.Text.Json;
using MoodleGrains.Announcements;
using MoodleGrains.EventSourcing;
using MoodleGrains.Mirrors;
using MoodleGrains.Users;

namespace MoodleGrains.Grains.Tests;

public sealed class ReadModelTests
{
    private static readonly JsonSerializerOptions camelCase = new(JsonSerializerDefaults.Web);

    private static readonly string[] Published =
    [
        "courses(site, id, short_name, full_name, id_number, category_id, summary, visible, format, language, "
            + "starts_at, ends_at, created_at, modified_at, deleted_at, sequence, changed_at)",
        "enrolments(site, course_id, user_id, enrolled, active, roles, method, since, until)",
        "categories(site, id, name, id_number, parent_id, description, visible, modified_at, deleted_at)",
        "users(site, id, suspended, deleted_at)",
        "completions(site, user_id, course_id, course_module_id, state, at)",
        "conferences(site, id, module, instance_id, course_module_id, course_id, name, "
            + "starts_at, ends_at, visible, status, join_url, guest_url, running, source, sequence, changed_at, cancelled_at, listed_at, "
            + "series_id, recurring)",
        "rules(site, name, revision, state, in_force, proposed, held_count, held_what, put_by, put_at, approved_by, in_force_since, "
            + "allowed, only_course)",
        "announcements(site, conference_id, channel, rules, wanted, name, starts_at, state, message_id, "
            + "pings, pinged_at, ping_message_id, next_ping_at, last_error, created_at, changed_at)",
        "digests(site, user_id, subscribed, rhythm, weekday, hour, zone, language, next_at, invited_at, last_at, last_outcome)",
        "invitations(site, id, course_id, users, started_at, released_at)",
        "changes(site, kind, subject_id, what, told_at)",
        "rosters(site, name, revision, terms, put_by, put_at, state, last_run, last_state, last_at)",
        "roster_runs(site, run, roster, trigger, state, dry_run, undoes, by, approved_by, cancelled_by, hash, counts, tripped, reason, "
            + "done, failed, confirmed, started_at, planned_at, approved_at, ended_at)",
        "mirrors(site, course_id, roster, course_key, created, name, hidden, lost, members, runs)",
    ];

    [Fact]
    public void The_published_columns_are_those_that_queries_rely_on()
    {
        var visitor = new Columns();
        Catalogue.Visit(visitor);
        visitor.Models.ShouldBe(Published);
    }

    [Fact]
    public void A_row_reads_back_from_its_JSON_which_has_a_property_for_each_column_and_an_id_that_begins_with_its_stream()
    {
        var visitor = new RoundTrip();
        Catalogue.Visit(visitor);
        visitor.Rows.ShouldBe(23, "one row a model, two for the completions, and nine changes");
    }

    private sealed class Columns : ICatalogueVisitor
    {
        public List<string> Models { get; } = [];

        public void Grain<TState, TGrain>()
            where TState : class, IAggregate<TState>
            where TGrain : IEventSourcedGrain<TState>
        {
            // Grains are held by ApprovedEventTests.
        }

        public void ReadModel<TModel, TRow>()
            where TModel : IReadModel<TRow>
            where TRow : class, IReadModelRow
        {
            var schema = TModel.Schema;
            Models.Add($"{schema.Name}({string.Join(", ", schema.Keys.Concat(schema.Columns).Select(column => column.Name))})");
        }

        public void Reaction<TReaction>()
            where TReaction : IReaction
        {
        }

        public void Effect(EffectType type)
        {
        }
    }

    private sealed class RoundTrip : ICatalogueVisitor
    {
        public int Rows { get; private set; }

        public void Grain<TState, TGrain>()
            where TState : class, IAggregate<TState>
            where TGrain : IEventSourcedGrain<TState>
        {
            // Only read models are looked at here.
        }

        public void ReadModel<TModel, TRow>()
            where TModel : IReadModel<TRow>
            where TRow : class, IReadModelRow
        {
            // All events that take nothing away, whichever the kind: a model picks its own.
            var kept = Samples.All.Where(e => e.GetType().Name is not ("UserUnenrolled" or "RuleDeleted" or "RosterDeleted"))
                .Append(new CompletionRecorded(13, null, 1, null, Stamps.Created(1)));
            var grain = typeof(TRow) == typeof(AnnouncementRow) ? new AnnouncementId("campus", "e13", "900000000000000001").Grain
                : typeof(TRow) == typeof(MirrorRow) ? Mirror.Id("campus", "registrar", 13)
                : StreamKey.For("any", "campus", 13);
            foreach (var (id, row) in Fold.Rows<TModel, TRow>(grain, kept))
            {
                var json = JsonSerializer.SerializeToElement(row, camelCase);
                foreach (var column in TModel.Schema.Keys.Concat(TModel.Schema.Columns))
                {
                    json.TryGetProperty(column.Property, out _).ShouldBeTrue($"{TModel.Schema.Name}.{column.Name}: {column.Property}");
                }

                JsonSerializer.SerializeToElement(json.Deserialize<TRow>(camelCase), camelCase).ToString().ShouldBe(json.ToString());
                row.DocumentId.ShouldBe(id);
                id.Split('/')[0].ShouldBe(grain.Value);
                Rows++;
            }
        }

        public void Reaction<TReaction>()
            where TReaction : IReaction
        {
        }

        public void Effect(EffectType type)
        {
        }
    }
}
