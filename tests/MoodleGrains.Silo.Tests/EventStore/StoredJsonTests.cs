using System.Text;
using System.Text.Json;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.EventStore;

namespace MoodleGrains.Silo.Tests.EventStore;

/// <summary>What stands in PostgreSQL is the contract: the approved events, as Marten writes them.</summary>
[Collection(PostgresCollection.Name)]
public sealed class StoredJsonTests(PostgresServer postgres)
{
    [Fact]
    public async Task Marten_writes_every_event_as_approved_and_reads_it_back()
    {
        await using var silo = await postgres.Prepared(with: options => options with { ReadModels = [], Reactions = [] });
        var types = silo.Services<GrainKinds>().EventTypes.ToDictionary(type => type.Name);
        var approved = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Approved"), "*.txt")
            .Where(file => Path.GetFileName(file) != "effects.txt").ToList();
        approved.Count.ShouldBeGreaterThan(5);
        var seen = 0;
        foreach (var file in approved)
        {
            var lines = await File.ReadAllLinesAsync(file);
            var events = lines.Select(line => (Type: types[line[..line.IndexOf(' ')]], Json: line[(line.IndexOf(' ') + 1)..])).ToList();
            var stream = $"{Path.GetFileNameWithoutExtension(file)}-campus-1";
            await silo.Units.Write(
                new(stream, typeof(object), 0, [.. events.Select(e => new NewEvent(
                    Guid.CreateVersion7(), e.Type, e.Type.Read(Encoding.UTF8.GetBytes(e.Json))))]),
                default);

            var stored = await silo.Database.Rows($"select data::text from mg_events where stream_id = '{stream}' order by version");
            for (var n = 0; n < events.Count; n++)
            {
                JsonElement.DeepEquals(JsonElement.Parse(stored[n]), JsonElement.Parse(events[n].Json))
                    .ShouldBeTrue($"{events[n].Type.Name}: {stored[n]} is not {events[n].Json}");
            }

            await foreach (var recorded in silo.Reader.Read(new(stream), 0, default))
            {
                var (type, json) = events[(int)recorded.Version - 1];
                Encoding.UTF8.GetString(type.Write(recorded.Event)).ShouldBe(json);
                seen++;
            }
        }

        seen.ShouldBe(types.Count);
    }
}
