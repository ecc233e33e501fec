using System.Text.Json.Nodes;
using MoodleGrains.Silo.Tests.Calendar;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.Api;

/// <summary>
/// Every address of the API over 1,000 courses, 20,000 users, 50,000 enrolments and 200,000 rows of the feed: none reads a big table
/// from end to end, whether its plan was made for its parameters or is the prepared one for any.
/// </summary>
[Collection(PostgresCollection.Web)]
public sealed class QueryPlanTests(PostgresServer postgres, ITestOutputHelper output)
{
    // A page of 50 courses counts some 4,000 enrolments, and the coming weeks have 1,000 conferences; the big tables begin at 20,000.
    private const double Most = 5_000;

    private const string Fill = """
        insert into mt_doc_courses (id, data)
        select 'course-' || site || '-' || n, jsonb_build_object(
            'site', site, 'id', n, 'fullName', 'Course ' || n, 'categoryId', n % 50, 'visible', true, 'sequence', 1, 'changedAt', 1795000000)
        from generate_series(1, 1000) n, unnest(array['campus', 'annex']) site;
        insert into mt_doc_categories (id, data)
        select 'category-campus-' || n, jsonb_build_object('site', 'campus', 'id', n, 'name', 'Category ' || n, 'parentId', n / 5)
        from generate_series(1, 50) n;
        insert into mt_doc_users (id, data)
        select 'user-campus-' || n, jsonb_build_object('site', 'campus', 'id', n, 'suspended', false) from generate_series(1, 20000) n;
        insert into mg_people (site, user_id, user_name, full_name) select 'campus', n, 'u' || n, 'User ' || n from generate_series(1, 20000) n;
        insert into mt_doc_enrolments (id, data)
        select 'course-campus-' || course || '/' || participant, jsonb_build_object(
            'site', 'campus', 'courseId', course, 'userId', participant, 'enrolled', true, 'active', true, 'roles', '[5]'::jsonb)
        from (
            select n % 1000 + 1 as course, n % 19997 + 1 as participant from generate_series(1, 50000) n
            union select 7, n from generate_series(1, 1500) n) e;
        insert into mt_doc_completions (id, data)
        select 'user-campus-' || (n % 19997 + 1) || '/' || n, jsonb_build_object(
            'site', 'campus', 'userId', n % 19997 + 1, 'courseId', n % 1000 + 1, 'courseModuleId', n, 'state', 1, 'at', 1795000000)
        from generate_series(1, 50000) n;
        insert into mt_doc_conferences (id, data)
        select 'conference-' || site || '-' || n, jsonb_build_object(
            'site', site, 'id', n, 'module', 'bigbluebuttonbn', 'courseModuleId', n, 'courseId', n % 1000 + 1, 'name', 'Class ' || n,
            'startsAt', 1795219200 + (n - 19000) * 3600, 'endsAt', 1795222800 + (n - 19000) * 3600, 'visible', true, 'status', 'scheduled',
            'running', false, 'source', 'activity', 'sequence', 1, 'changedAt', 1795000000, 'listedAt', 1795000000, 'recurring', false)
        from generate_series(1, 20000) n, unnest(array['campus', 'annex']) site;
        insert into mg_inbox (position, site, delivery_id, sent_id, shape, event, crud, told, received_at, body)
        select nextval('mg_inbox_sequence'), case when n <= 100 then 'annex' else 'campus' end, 'd' || n, false, 'nosey', 'e', 'u', 1, now() + (n / 100000) * interval '1 day', ''
        from generate_series(1, 200000) n;
        insert into mg_progress (name, shard, position) values ('inbox', 0, 200000)
        on conflict (name, shard) do update set position = excluded.position;
        insert into mt_streams (id, type, version) select 'course-campus-' || n, 'course', 100 from generate_series(1, 1000) n;
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp)
        select nextval('mt_events_sequence'), gen_random_uuid(), 'course-campus-' || (n % 1000 + 1), n / 1000 + 1, '{}', 'course_shown', now()
        from generate_series(0, 99999) n
        """;

    private static readonly string[] addresses =
    [
        "/api/v1/sites",
        "/api/v1/sites/campus/courses",
        "/api/v1/sites/campus/courses?deleted=true&limit=20",
        "/api/v1/sites/campus/courses/500",
        "/api/v1/sites/campus/courses/7",
        "/api/v1/sites/campus/categories",
        "/api/v1/sites/campus/categories/7",
        "/api/v1/sites/campus/users",
        "/api/v1/sites/campus/users?deleted=true",
        "/api/v1/sites/campus/users/500",
        "/api/v1/sites/campus/conferences",
        "/api/v1/sites/campus/conferences/500",
        "/api/v1/sites/campus/conferences?from=2026-11-21T00:00:00Z&to=2026-11-28T00:00:00Z",
        "/api/v1/sites/campus/conferences?from=2026-11-21T00:00:00Z&deleted=true",
        "/api/v1/sites/campus/conferences?to=2024-09-01T00:00:00Z",
        "/api/v1/sites/campus/feed",
        "/api/v1/sites/annex/feed",
        "/api/v1/streams/course-campus-500",
        "/api/v1/calendars",
    ];

    [Theory]
    [InlineData("force_custom_plan")]
    [InlineData("force_generic_plan")]
    public async Task No_address_reads_a_big_table_from_end_to_end(string mode)
    {
        var runtime = await postgres.Prepared();
        await runtime.Database.Run(Fill);
        await runtime.Database.Run("analyze");
        var plans = new Plans(mode);
        await using var silo = await ApiSilo.Start(runtime, plans.Listen);
        var (course, user) = (await silo.NewCalendar(new { site = "campus", courseId = 500 }), await silo.NewCalendar(
            new { site = "campus", userId = 500 }));
        plans.Taken();

        List<string> wrong = [];
        foreach (var address in addresses)
        {
            var page = JsonNode.Parse(await silo.Admin.GetStringAsync(address))!;
            Judge(address);
            if (page["next"]?.GetValue<string>() is { } next)
            {
                await silo.Admin.GetStringAsync($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={next}");
                Judge($"{address} (next)");
            }
        }

        foreach (var calendar in (string[])[course, user])
        {
            (await silo.Events(calendar)).ShouldNotBeEmpty();
            Judge(calendar == course ? "calendar of a course" : "calendar of a user");
        }

        wrong.ShouldBeEmpty();

        void Judge(string address)
        {
            var taken = plans.Taken();
            taken.ShouldNotBeEmpty(address);
            foreach (var scan in taken)
            {
                output.WriteLine($"{address}: {scan}");
                if (scan.Touched > Most) wrong.Add($"{address}: {scan}");
            }
        }
    }
}
