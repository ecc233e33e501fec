using System.Net.Mail;
using MoodleGrains.Silo.Mail;

namespace MoodleGrains.Silo.Tests.Mail;

[Collection(MailTests.Name)]
public sealed class SmtpTransportTests(SmtpServer smtp)
{
    private static readonly Uri End = new("https://grains.example/at/digests/abc/unsubscribe");

    [Fact]
    public async Task A_letter_arrives_whole_over_TLS_after_login()
    {
        (await Send(Letter("whole@students.example"))).ShouldBeOfType<MailAnswer.Taken>();
        var mail = await smtp.To("whole@students.example");
        mail.Tls.ShouldBeTrue();
        mail.User.ShouldBe("campus");
        mail.Type.ShouldBe("multipart/alternative");
        mail.Parts.Select(part => part[0]).ShouldBe(["text/plain", "text/html"]);
        mail.Text.ReplaceLineEndings("\n").ShouldBe("Grüße, 日本\n");
        mail.Html.ShouldContain("<p>Grüße, 日本</p>");
        mail.Header("Subject").ShouldBe("Übersicht für die Woche — vos cours à venir, 日本 🎓 und noch viel mehr davon, damit es lang wird");
        mail.Header("From").ShouldBe("Campus Übungen <campus@grains.example>");
        mail.Header("Reply-To").ShouldBe("help@grains.example");
        mail.Header("Message-ID").ShouldBe("<same@grains.example>");
        mail.Header("In-Reply-To").ShouldBe("<first@grains.example>");
        mail.Header("References").ShouldBe("<first@grains.example>");
        mail.Header("Auto-Submitted").ShouldBe("auto-generated");
        mail.Header("List-Unsubscribe").ShouldBe($"<{End}>");
        mail.Header("List-Unsubscribe-Post").ShouldBe("List-Unsubscribe=One-Click");
        mail.Header("Date").ShouldNotBeNull();
        mail.Longest.ShouldBeLessThan(998, "RFC 5322 allows no longer line");
    }

    [Fact]
    public async Task No_text_can_add_a_header()
    {
        await Send(Letter("injected@students.example") with { Subject = "Hi\r\nBcc: all@students.example\n\nBody\u2028X: y" });
        var mail = await smtp.To("injected@students.example");
        mail.To.ShouldBe(["injected@students.example"]);
        mail.Header("Bcc").ShouldBeNull();
        mail.Header("Subject").ShouldBe("Hi  Bcc: all@students.example  Body X: y");
        foreach (var text in (string[])["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "a@b", "x", "", "ü@b.example"])
        {
            MailAddresses.Read(text).ShouldBeNull(text);
        }
    }

    [Theory]
    [InlineData("refused-1@students.example", typeof(MailAnswer.Refused), "550")]
    [InlineData("later-1@students.example", typeof(MailAnswer.NotNow), "451")]
    public async Task What_the_server_says_decides_whether_it_is_tried_again(string to, Type kind, string code)
    {
        var answer = await Send(Letter(to));
        answer.ShouldBeOfType(kind);
        var said = answer.ToString()!;
        said.ShouldContain(code);
        said.ShouldNotContain("@");
    }

    [Fact]
    public async Task A_wrong_password_is_told_with_its_settings_and_without_itself()
    {
        var transport = new SmtpTransport(smtp.Settings with { Login = new("campus", "wrong secret") });
        var refused = (await transport.SendAsync(Letter("nobody@students.example"), default)).ShouldBeOfType<MailAnswer.Refused>();
        refused.Remedy.ShouldContain("Smtp:Password");
        refused.ToString().ShouldNotContain("wrong secret");
    }

    [Fact]
    public async Task A_server_that_is_away_or_silent_is_tried_again()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        var waiting = new SmtpTransport(smtp.Settings with { Host = "127.0.0.1", Port = port }, TimeSpan.FromMilliseconds(300));
        (await waiting.SendAsync(Letter("nobody@students.example"), default)).ShouldBeOfType<MailAnswer.NotNow>();
        silent.Stop();
        (await waiting.SendAsync(Letter("nobody@students.example"), default)).ShouldBeOfType<MailAnswer.NotNow>();
    }

    [Fact]
    public async Task A_certificate_for_another_name_gets_no_password()
    {
        var transport = new SmtpTransport(smtp.Settings with { Host = "127.0.0.1" });
        (await transport.SendAsync(Letter("nobody@students.example"), default)).ShouldBeOfType<MailAnswer.NotNow>();
    }

    private async Task<MailAnswer> Send(OutgoingLetter letter) => await new SmtpTransport(smtp.Settings).SendAsync(letter, default);

    private static OutgoingLetter Letter(string to) => new(
        [new MailAddress(to)],
        "Übersicht für die Woche — vos cours à venir, 日本 🎓 und noch viel mehr davon, damit es lang wird",
        "Grüße, 日本\r\n",
        "<p>Grüße, 日本</p>",
        "same@grains.example",
        "first@grains.example",
        End);
}
