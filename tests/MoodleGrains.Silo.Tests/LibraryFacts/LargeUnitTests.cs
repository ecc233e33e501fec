using System.Diagnostics;
using JasperFx.Events.Projections;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

[Collection(PostgresCollection.Libraries)]
public sealed class LargeUnitTests(PostgresServer postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task A_unit_of_5000_events_of_one_stream_with_a_document_for_each_commits()
    {
        await using var store = await LibraryStore.WithSummaries(
            postgres, options => options.Projections.Add<Participations>(ProjectionLifecycle.Inline));
        var started = Stopwatch.GetTimestamp();
        await UnitCommit.Save(store, Unit.Of("course-1", 0, [.. Enumerable.Range(0, 5_000).Select(n => new ParticipantEnrolled(n))]));
        output.WriteLine($"5,000 events and 5,001 documents: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms");

        (await store.Streams()).ShouldBe(["course-1|5000"]);
        (await store.Database.Scalar<long>("select count(*) from mt_events")).ShouldBe(5_000);
        (await store.Database.Scalar<long>("select count(*) from mt_doc_participation")).ShouldBe(5_000);
        (await store.Load<CourseSummary>("course-1"))!.Changes.ShouldBe(5_000);
    }
}
