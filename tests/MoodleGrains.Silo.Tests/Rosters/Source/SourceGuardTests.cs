using System.Net;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Tests.Rosters;

public sealed class SourceGuardTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("127.0.0.53")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.168.0.1")]
    [InlineData("198.19.0.1")]
    [InlineData("224.0.0.251")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:192.168.0.1")]
    [InlineData("::10.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    public void What_lies_inside_is_not_public(string address) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("100.128.0.1")]
    [InlineData("172.32.0.1")]
    [InlineData("193.190.1.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2001:6a8:3080::1")]
    [InlineData("2a00:1450:4001:80b::200e")]
    public void What_everybody_can_reach_is(string address) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBeTrue();

    [Fact]
    public void Of_a_name_with_both_kinds_only_the_public_one_is_called()
    {
        IPAddress[] both = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("8.8.8.8")];

        GuardedConnect.Allowed(both, allowPrivate: false).ShouldBe([both[1]]);
        GuardedConnect.Allowed(both, allowPrivate: true).ShouldBe(both);
    }

    [Theory]
    [InlineData("https://a.example/roster", "/moved", "https://a.example/moved")]
    [InlineData("http://a.example/roster", "https://a.example/roster", "https://a.example/roster")]
    [InlineData("https://a.example/roster", "https://b.example/", "https://b.example/")]
    public void A_redirect_leads_on(string from, string location, string to) =>
        Redirect.Next(new(from), new(location, UriKind.RelativeOrAbsolute), 0).AbsoluteUri.ShouldBe(to);

    [Theory]
    [InlineData(
        "https://a.example/roster",
        "http://a.example/?key=s3cret",
        "redirects from https to http://a.example/, which everybody on the way can read")]
    [InlineData("https://a.example/roster", "file:///etc/passwd", "redirects to what is no plain http or https address")]
    [InlineData("https://a.example/roster", "https://u:s3cret@b.example/", "redirects to what is no plain http or https address")]
    [InlineData("https://a.example/roster", null, "redirects to what is no plain http or https address")]
    public void Where_it_must_not_lead_it_is_refused(string from, string? location, string told) =>
        Should.Throw<SourceFailedException>(() => Redirect.Next(new(from), location is null ? null : new(location), 0)).Message
            .ShouldBe($"{from} {told}. Correct the address of the roster: write the one that answers with it.");

    [Theory]
    [InlineData("https://a.example/roster", "https://a.example/other", true)]
    [InlineData("https://a.example/roster", "https://A.EXAMPLE:443/", true)]
    [InlineData("https://a.example/roster", "https://a.example:8443/", false)]
    [InlineData("https://a.example/roster", "https://b.a.example/", false)]
    [InlineData("http://a.example/roster", "https://a.example/", false)]
    public void A_login_stays_with_scheme_host_and_port(string login, string to, bool kept)
        => Redirect.KeepsLogin(new(login), new(to)).ShouldBe(kept);
}
