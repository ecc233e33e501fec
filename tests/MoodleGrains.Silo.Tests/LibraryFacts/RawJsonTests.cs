using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using JasperFx.Events;
using Marten;
using Weasel.Core;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

/// <summary>What stands in PostgreSQL, which is the contract with later builds and with people who write SQL.</summary>
[Collection(PostgresCollection.Libraries)]
public sealed class RawJsonTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static readonly ConferencePlanned planned = new(
        ConferenceState.NotStarted,
        new(2026, 3, 1, 8, 0, 0, TimeSpan.FromHours(2)),
        new(2026, 3, 1, 6, 0, 0, DateTimeKind.Utc),
        TimeSpan.FromMinutes(90),
        new(2026, 3, 1),
        null,
        """é <b> & " +""");

    [Fact]
    public async Task Without_arguments_names_are_as_in_the_code_and_enums_are_numbers()
    {
        await using var store = await Saved(options => options.UseSystemTextJsonForSerialization());
        (await Keys(store)).ShouldBe(["Day|Ends|Length|Note|PlainText|Starts|State"]);
        (await store.Database.Scalar<string>("select data->>'State' from mt_events")).ShouldBe("0");
    }

    [Fact]
    public async Task The_naming_policy_and_enum_converter_of_the_options_lose_against_the_arguments()
    {
        await using var store = await Saved(options => options.UseSystemTextJsonForSerialization(new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(SnakeCaseJson.Default, new DefaultJsonTypeInfoResolver()),
            Converters = { new JsonStringEnumConverter() },
        }));
        (await Keys(store)).ShouldBe(["Day|Ends|Length|Note|PlainText|Starts|State"]);
        (await store.Database.Scalar<string>("select data->>'State' from mt_events")).ShouldBe("0");
    }

    [Theory]
    [InlineData(Casing.CamelCase, "day|ends|length|note|plainText|starts|state")]
    [InlineData(Casing.SnakeCase, "day|ends|length|note|plain_text|starts|state")]
    [InlineData(Casing.Default, "Day|Ends|Length|Note|PlainText|Starts|State")]
    public async Task The_casing_argument_decides_the_names(Casing casing, string keys)
    {
        await using var store = await Saved(options => options.UseSystemTextJsonForSerialization(EnumStorage.AsInteger, casing));
        (await Keys(store)).ShouldBe([keys]);
    }

    [Theory]
    [InlineData(EnumStorage.AsInteger, "0")]
    [InlineData(EnumStorage.AsString, "\"NotStarted\"")]
    public async Task The_enum_argument_decides_the_values_also_with_generated_contexts(EnumStorage storage, string value)
    {
        await using var store = await Saved(
            options => options.UseSystemTextJsonForSerialization(Combined(), storage, Casing.CamelCase));
        (await store.Database.Scalar<string>("select (data->'state')::text from mt_events")).ShouldBe(value);
        (await store.Database.Scalar<string>("select (data->'state')::text from mt_doc_conferencerow")).ShouldBe(value);
    }

    [Fact]
    public async Task Times_keep_their_offset_and_nulls_are_written()
    {
        await using var store = await Saved(
            options => options.UseSystemTextJsonForSerialization(Combined(), EnumStorage.AsString, Casing.CamelCase));
        foreach (var table in new[] { "mt_events", "mt_doc_conferencerow" })
        {
            output.WriteLine($"{table}: {await store.Database.Scalar<string>($"select data::text from {table}")}");
        }

        (await store.Database.Scalar<string>("select data::text from mt_events")).ShouldBe(
            """{"day": "2026-03-01", "ends": "2026-03-01T06:00:00Z", "note": null, "state": "NotStarted","""
            + """ "length": "01:30:00", "starts": "2026-03-01T08:00:00+02:00", "plainText": "é <b> & \" +"}""");
    }

    [Fact]
    public async Task Generated_contexts_alone_fail_at_the_headers()
    {
        var generated = new JsonSerializerOptions { TypeInfoResolver = SnakeCaseJson.Default };
        var error = await Should.ThrowAsync<Exception>(Saved(options => options.UseSystemTextJsonForSerialization(generated)));
        output.WriteLine($"{error.GetType().FullName}: {error.Message}");
        error.ShouldBeOfType<NotSupportedException>().Message.ShouldContain("Dictionary`2[System.String,System.Object]");
    }

    [Fact]
    public async Task Generated_contexts_combined_with_the_default_resolver_write_and_read_events_documents_and_headers()
    {
        await using var store = await Saved(
            options => options.UseSystemTextJsonForSerialization(Combined(), EnumStorage.AsString, Casing.CamelCase));
        await using var session = store.Documents.QuerySession();
        var read = (await session.Events.FetchStreamAsync("conference-1")).ShouldHaveSingleItem();
        read.Data.ShouldBe(planned);
        read.Headers!["delivery"].ShouldNotBeNull().ToString().ShouldBe("d1");
        output.WriteLine(string.Join(", ", read.Headers.Select(header => $"{header.Key}: {header.Value} ({header.Value?.GetType()})")));
        (await store.Load<ConferenceRow>("conference-1"))!.Planned.ShouldBe(planned);
        (await session.Query<ConferenceRow>().CountAsync(row => row.State == ConferenceState.NotStarted)).ShouldBe(1);
    }

    private static JsonSerializerOptions Combined() =>
        new() { TypeInfoResolver = JsonTypeInfoResolver.Combine(SnakeCaseJson.Default, new DefaultJsonTypeInfoResolver()) };

    private async Task<LibraryStore> Saved(Action<StoreOptions> serialization)
    {
        var store = await LibraryStore.With(postgres, options =>
        {
            options.Events.MapEventType<ConferencePlanned>("conference_planned");
            options.Schema.For<ConferenceRow>();
            serialization(options);
        });
        await using var session = store.Documents.LightweightSession();
        var planning = session.Events.BuildEvent(planned);
        planning.SetHeader("delivery", "d1");
        planning.SetHeader("position", 12L);
        session.Events.StartStream("conference-1", planning);
        session.Store(new ConferenceRow("conference-1", planned.State, planned));
        await session.SaveChangesAsync();
        return store;
    }

    private static Task<List<string>> Keys(LibraryStore store) =>
        store.Database.Rows("select string_agg(key, '|' order by key) from mt_events, jsonb_object_keys(data) key");
}
