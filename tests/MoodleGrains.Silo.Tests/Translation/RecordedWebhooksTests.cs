using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Inbox.Translation;

namespace MoodleGrains.Silo.Tests;

public sealed class RecordedWebhooksTests
{
    // What a recorded event of local_webhooks leads to; the others show in the feed only.
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["course_created"] = "ObserveCourse",
        ["course_updated"] = "ObserveCourse",
        ["course_deleted"] = "ObserveCourseDeleted",
        ["course_category_created"] = "ObserveCategory",
        ["course_category_updated"] = "ObserveCategory",
        ["course_category_deleted"] = "ObserveCategoryDeleted",
        ["user_created"] = "ObserveUser",
        ["user_updated"] = "ObserveUser",
        ["user_password_updated"] = "ObserveUser",
        ["user_deleted"] = "ObserveUserDeleted",
        ["user_enrolment_created"] = "ObserveEnrolment",
        ["user_enrolment_updated"] = "ObserveEnrolment",
        ["user_enrolment_deleted"] = "ObserveEnrolment",
        ["role_assigned"] = "ObserveRole",
        ["role_unassigned"] = "ObserveRole",
        ["course_module_completion_updated"] = "ObserveCompletion",
        ["course_completed"] = "ObserveCompletion",
    };

    public static TheoryData<string, string> All()
    {
        var all = new TheoryData<string, string>();
        foreach (var plugin in (string[])["nosey", "local_webhooks"])
        {
            foreach (var name in Recorded.Names(plugin))
            {
                all.Add(plugin, name);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Each_recorded_webhook_tells_the_grain_it_is_about_and_nothing_else(string plugin, string name)
    {
        var delivery = Recorded.Webhook(plugin, name);

        var told = DeliveryTranslator.Read(delivery).Observations.Select(observation => observation.Command.GetType().Name);

        told.ShouldBe(Expected(delivery));
    }

    private static string[] Expected(StoredDelivery delivery)
    {
        var name = delivery.Envelope.Event[(delivery.Envelope.Event.LastIndexOf('\\') + 1)..];
        if (name.StartsWith("course_module_", StringComparison.Ordinal)
            && System.Text.Encoding.UTF8.GetString(delivery.Body.Span).Contains("\"bigbluebuttonbn\"", StringComparison.Ordinal))
        {
            return [delivery.Envelope.Crud == 'd' ? "ObserveConferenceDeleted" : "ObserveConference"];
        }

        return delivery.Envelope.Event.StartsWith(@"\core\", StringComparison.Ordinal) && Known.TryGetValue(name, out var command)
            ? [command]
            : [];
    }
}
