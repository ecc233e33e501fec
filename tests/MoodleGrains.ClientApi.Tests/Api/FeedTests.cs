namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class FeedTests(Campus campus)
{
    [Fact]
    public async Task The_feed_shows_the_newest_first_with_events_no_grain_knows_and_what_became_of_runs()
    {
        await campus.Postgres.Execute("""
            create table if not exists mg_inbox_20261121 partition of mg_inbox for values from ('2026-11-21Z') to ('2026-11-22Z');
            insert into mg_inbox (position, site, received_at, told, event, crud, shape, course_id, user_id, related_user_id, object_id, delivery_id,
                    sent_id, body) values
                (1000001, 'feed', '2026-11-21T10:00:00.25Z', 1795255199, '\core\event\course_updated', 'u', 'nosey', 41, 2, 5, 41, 'd1', true, ''),
                (1000002, 'feed', '2026-11-21T10:00:01Z', 1795255200, '\mod_odd\event\thing_happened', '?', 'local_webhooks', null, null, null, null, 'd2', true, ''),
                (1000004, 'annex', '2026-11-21T10:00:01Z', 1, '\core\event\other', 'c', 'nosey', null, null, null, null, 'd3', true, '');
            insert into mg_feed_entries (position, id, site, received_at, told_at, event, crud, shape, object_id) values
                (1000003, 'run-1', 'feed', '2026-11-21T10:00:02Z', '2026-11-21T10:00:02Z', '\moodlegrains\event\roster_run_waits', 'u', 'roster', 7)
            """);

        (await campus.Api.Client.Json("/api/v1/sites/feed/feed")).ShouldBeJson("""
            {"items":[
                {"position":1000003,"site":"feed","receivedAt":"2026-11-21T10:00:02Z","toldAt":"2026-11-21T10:00:02Z",
                 "event":"\\moodlegrains\\event\\roster_run_waits","crud":"u","shape":"roster","courseId":null,"userId":null,"relatedUserId":null,
                 "objectId":7,"deliveryId":"run-1"},
                {"position":1000002,"site":"feed","receivedAt":"2026-11-21T10:00:01Z","toldAt":"2026-11-21T10:00:00Z","event":"\\mod_odd\\event\\thing_happened","crud":"?",
                 "shape":"local_webhooks","courseId":null,"userId":null,"relatedUserId":null,"objectId":null,"deliveryId":"d2"},
                {"position":1000001,"site":"feed","receivedAt":"2026-11-21T10:00:00.25Z","toldAt":"2026-11-21T09:59:59Z",
                 "event":"\\core\\event\\course_updated","crud":"u","shape":"nosey","courseId":41,"userId":2,"relatedUserId":5,"objectId":41,"deliveryId":"d1"}],
             "next":null}
            """);
    }
}
