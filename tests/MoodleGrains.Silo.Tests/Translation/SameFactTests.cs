using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Inbox.Translation;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Tests;

/// <summary>One fact told by three plugins: nobody contradicts another, some tell more.</summary>
public sealed class SameFactTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(42)]
    public void A_course_told_by_nosey_agrees_with_the_same_event_sent_by_the_others(int number)
    {
        var nosey = Recorded.Webhook("nosey", number);
        var (grain, full) = DeliveryTranslator.Read(nosey).Only<ObserveCourse>();

        foreach (var bare in (StoredDelivery[])[Flat(nosey), Enveloped(nosey)])
        {
            var (same, told) = DeliveryTranslator.Read(bare).Only<ObserveCourse>();
            same.ShouldBe(grain);
            (told.Stamp.Told, told.Stamp.Rank).ShouldBe((full.Stamp.Told, full.Stamp.Rank));
            told.Stamp.Modified.ShouldBeNull();
            Agrees(told.Fields, full.Fields);
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(24)]
    [InlineData(31)]
    public void An_enrolment_told_by_nosey_agrees_with_the_same_event_sent_by_the_others(int number)
    {
        var nosey = Recorded.Webhook("nosey", number);
        var (grain, full) = DeliveryTranslator.Read(nosey).Only<ObserveEnrolment>();

        foreach (var bare in (StoredDelivery[])[Flat(nosey), Enveloped(nosey)])
        {
            DeliveryTranslator.Read(bare).Only<ObserveEnrolment>().ShouldBe(
                (grain, full with { Active = null, Since = null, From = null, Until = null }));
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void A_completed_activity_is_the_same_from_all_three(int number)
    {
        var nosey = Recorded.Webhook("nosey", number);
        var full = DeliveryTranslator.Read(nosey).Only<ObserveCompletion>();

        DeliveryTranslator.Read(Flat(nosey)).Only<ObserveCompletion>().ShouldBe(full);
        DeliveryTranslator.Read(Enveloped(nosey)).Only<ObserveCompletion>().ShouldBe(full);
    }

    [Theory]
    [InlineData(34)]
    [InlineData(35)]
    [InlineData(46)]
    public void A_deletion_is_the_same_from_all_three(int number)
    {
        var nosey = Recorded.Webhook("nosey", number);
        var full = DeliveryTranslator.Read(nosey).Observations;

        DeliveryTranslator.Read(Flat(nosey)).Observations.ShouldBe(full);
        DeliveryTranslator.Read(Enveloped(nosey)).Observations.ShouldBe(full);
    }

    private static void Agrees(CourseFields told, CourseFields full)
    {
        foreach (var property in typeof(CourseFields).GetProperties().Where(property => property.CanWrite))
        {
            if (property.GetValue(told) is { } value)
            {
                value.ShouldBe(property.GetValue(full), property.Name);
            }
        }
    }

    private static StoredDelivery Flat(StoredDelivery nosey)
    {
        var told = Event(nosey);
        told["host"] = "127.0.0.1";
        told["token"] = "";
        told["extra"] = "";
        return Deliveries.Of(told.ToJsonString());
    }

    private static StoredDelivery Enveloped(StoredDelivery nosey)
    {
        var told = Event(nosey);
        var name = told["eventname"]!.GetValue<string>();
        told.Remove("eventname");
        told.Remove("objecttable");
        told.Remove("anonymous");
        return Deliveries.Of(new JsonObject
        {
            ["id"] = "6f1c0b1e-4c72-4d7a-9a99-b1d3a4362a21",
            ["schema"] = 1,
            ["type"] = "core." + name[(name.LastIndexOf('\\') + 1)..],
            ["eventname"] = name,
            ["created"] = told["timecreated"]!.DeepClone(),
            ["site"] = new JsonObject { ["url"] = "http://127.0.0.1:8090" },
            ["event"] = told,
        }.ToJsonString());
    }

    private static JsonObject Event(StoredDelivery nosey) =>
        JsonNode.Parse(Encoding.UTF8.GetString(nosey.Body.Span))!["event"]!.DeepClone().AsObject();
}
