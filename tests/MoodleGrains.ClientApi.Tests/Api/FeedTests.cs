namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class FeedTests(Campus campus)
{
    [Fact]
    public async Task The_feed_shows_the_newest_first_with_events_no_grain_knows()
    {
        await campus.Postgres.Execute("""
            insert into mg_feed values
                (1000001, 'feed', '2026-11-21T10:00:00.25Z', '2026-11-21T09:59:59Z', '\core\event\course_updated', 'u', 'nosey', 41, 2, 5, 41, 'd1'),
                (1000002, 'feed', '2026-11-21T10:00:01Z', null, '\mod_odd\event\thing_happened', '?', 'local_webhooks', null, null, null, null, 'd2'),
                (1000003, 'annex', '2026-11-21T10:00:01Z', null, '\core\event\other', 'c', 'nosey', null, null, null, null, 'd3')
                on conflict do nothing
            """);

        (await campus.Api.Client.Json("/api/v1/sites/feed/feed")).ShouldBeJson("""
            {"items":[
                {"position":1000002,"site":"feed","receivedAt":"2026-11-21T10:00:01Z","toldAt":null,"event":"\\mod_odd\\event\\thing_happened","crud":"?",
                 "shape":"local_webhooks","courseId":null,"userId":null,"relatedUserId":null,"objectId":null,"deliveryId":"d2"},
                {"position":1000001,"site":"feed","receivedAt":"2026-11-21T10:00:00.25Z","toldAt":"2026-11-21T09:59:59Z",
                 "event":"\\core\\event\\course_updated","crud":"u","shape":"nosey","courseId":41,"userId":2,"relatedUserId":5,"objectId":41,"deliveryId":"d1"}],
             "next":null}
            """);
    }
}
