using System.Text;
using System.Text.Json;
using MoodleGrains.ClientApi;

namespace MoodleGrains.Silo.CommandLine.Import;

/// <summary>
/// Recordings of webhooks keep the body as text in a field <c>rawBody</c>, beside how it was sent. No plugin's own body has
/// such a field, so that the two cannot be taken for each other.
/// </summary>
internal static class RecordedWrapper
{
    /// <summary>The body inside, or the same bytes where there is no wrapper. What is no JSON stays what it is.</summary>
    internal static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes.Span);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return bytes;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var wanted = reader.ValueTextEquals("rawBody"u8);
                reader.Read();
                if (wanted && reader.TokenType == JsonTokenType.String)
                {
                    return ByteOrderMark.Skip((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(reader.GetString()!));
                }

                reader.Skip();
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The edge's reader says better what is wrong.
        }

        return bytes;
    }
}
