using MoodleGrains.Categories;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Inbox.Translation;

/// <summary>A category was made, changed, moved or deleted. Only nosey tells its fields; the event itself has none.</summary>
internal static class CategoryWebhookTranslator
{
    public static Translated Read(WebhookPayload payload)
    {
        var grain = payload.Grain("category", payload.ObjectId);
        if (payload.Deleted)
        {
            return Translated.Of(grain, new ObserveCategoryDeleted(payload.Stamp));
        }

        if (payload.Row is not { } row)
        {
            return Translated.Of(grain, new ObserveCategory(null, null, null, null, null, payload.Stamp));
        }

        var damaged = 0;
        var told = new ObserveCategory(
            MoodleJson.Text(row, "name"u8, ref damaged),
            MoodleJson.Text(row, "idnumber"u8, ref damaged),
            MoodleJson.Number(row, "parent"u8),
            MoodleJson.Text(row, "description"u8, ref damaged),
            MoodleJson.Flag(row, "visible"u8),
            payload.StampOf(MoodleJson.Modified(row)));
        return Translated.Of(grain, told, damaged: damaged);
    }
}
