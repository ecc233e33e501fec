using Microsoft.AspNetCore.Http;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rules;

namespace MoodleGrains.ClientApi.Digests;

/// <summary>Reads what a caller sends to invite people. An empty body is none: it would invite everybody.</summary>
internal static class InvitationBody
{
    private const int Largest = 4096;

    /// <summary>Reads the body of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is wanted.</returns>
    /// <exception cref="BadInputException">A field is wrong; it names the first.</exception>
    public static async Task<InvitationRequest> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new byte[Largest + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > Largest)
        {
            throw new BadInputException("body", $"The body is larger than {Largest} bytes; send courseId, dryRun and language.");
        }

        var faults = new List<DocumentFault>();
        if (JsonFields.Parse(body.AsMemory(0, length), faults) is { } fields)
        {
            var wanted = new InvitationRequest(
                fields.Number("courseId", "Moodle's id of a course, or leave it out for the whole site"),
                fields.Flag("dryRun") ?? false,
                fields.Text("language", "\"en\", \"fr\" or \"de\""));
            fields.Close();
            if (faults.Count == 0)
            {
                return wanted;
            }
        }

        throw new BadInputException(faults[0].Path.TrimStart('$', '.'), faults[0].ToString());
    }
}
