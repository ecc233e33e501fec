using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>A calendar over HTTP: 304 to whoever has these bytes already, compressed for whoever can read that.</summary>
/// <param name="text">The calendar, UTF-8.</param>
internal sealed class CalendarAnswer(ReadOnlyMemory<byte> text) : IResult
{
    // Only whoever asked may keep it, and asks each time whether it still holds.
    private const string OnlyYours = "private, no-cache";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request.GetTypedHeaders(), httpContext.Response);

        // Weak, because the compressed and the plain form share it.
        var tag = new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(SHA256.HashData(text.Span).AsSpan(0, 16))}\"", isWeak: true);
        response.GetTypedHeaders().ETag = tag;
        response.Headers.CacheControl = OnlyYours;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.XContentTypeOptions = "nosniff";
        if (request.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = CalendarText.MediaType;
        response.Headers.ContentDisposition = "inline; filename=\"conferences.ics\"";
        if (!request.AcceptEncoding.Any(coding => coding.Value == "gzip" && coding.Quality is not 0))
        {
            response.ContentLength = text.Length;
            await response.Body.WriteAsync(text, httpContext.RequestAborted);
            return;
        }

        response.Headers.ContentEncoding = "gzip";
        await using var zipped = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await zipped.WriteAsync(text, httpContext.RequestAborted);
    }
}
