using MoodleGrains.Sandbox.Scenarios;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Sandbox.WebService;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>The sandbox's Moodle, running, and clients of it.</summary>
internal sealed class SandboxSite : IAsyncLifetime, IDisposable
{
    private const long Ada = 3;
    private readonly SocketsHttpHandler network = new() { AllowAutoRedirect = false };

    public ExampleAcademy Academy { get; } = new();

    public StandIn StandIn { get; private set; } = null!;

    public async Task InitializeAsync() => StandIn = await StandIn.Start(Academy.University, Campus.Token, 0, CancellationToken.None);

    public async Task DisposeAsync()
    {
        await StandIn.DisposeAsync();
        Dispose();
    }

    public void Dispose() => network.Dispose();

    /// <summary>A client with an administrator's token.</summary>
    public MoodleSite Admin(TimeSpan? timeout = null) => Site(new()
    {
        Slug = "campus",
        Url = Url,
        Token = Campus.Token,
        Rate = 0,
        Timeout = timeout ?? TimeSpan.FromMinutes(1),
    });

    /// <summary>A client with the login of a student, Ada.</summary>
    public MoodleSite Student(TimeSpan? timeout = null) => Site(new()
    {
        Slug = "campus",
        Url = Url,
        Username = Academy.University.Users[Ada].UserName,
        Password = Accounts.Password,
        Rate = 0,
        Timeout = timeout ?? TimeSpan.FromMinutes(1),
    });

    private string Url => StandIn.Address.GetLeftPart(UriPartial.Authority);

    private MoodleSite Site(SiteAccount account) => Campus.Site(account, network, TimeProvider.System);
}
