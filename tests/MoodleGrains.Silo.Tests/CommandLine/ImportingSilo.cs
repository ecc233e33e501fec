using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Operations;
using MoodleGrains.Silo.Configuration;

namespace MoodleGrains.Silo.Tests.CommandLine;

/// <summary>A silo with an inbox in memory: a body with "bad" is none, one with "viewed" is of a kind not kept.</summary>
internal sealed class ImportingSilo : IAsyncDisposable
{
    private readonly WebApplication app;

    private ImportingSilo(WebApplication app) => (this.app, Access) = (app, new(new(app.Urls.First()), "any"));

    /// <summary>How it is reached.</summary>
    public LocalAccess Access { get; }

    public static async Task<ImportingSilo> Start(List<string> stored)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/api/v1/imports", (ImportBody wanted) => new ImportAnswer(true, [.. wanted.Bodies.Select(Take)]));
        await app.StartAsync();
        return new(app);

        ImportedBody Take(byte[] body)
        {
            var text = Encoding.UTF8.GetString(body);
            if (text.Contains("\"bad\"", StringComparison.Ordinal))
            {
                return new(ImportOutcome.Rejected, "event.timecreated: it is missing.");
            }

            if (text.Contains("\"viewed\"", StringComparison.Ordinal))
            {
                return new(ImportOutcome.NotKept);
            }

            if (stored.Contains(text))
            {
                return new(ImportOutcome.Duplicate);
            }

            stored.Add(text);
            return new(ImportOutcome.Accepted);
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
