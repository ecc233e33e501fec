using MoodleGrains.ClientApi.Digests;

namespace MoodleGrains.ClientApi.Tests.Digests;

public sealed class SignedLinksTests
{
    private const long Now = 1_795_255_200;
    private static readonly LinkSubject Subject = new("campus", 4);
    private readonly SignedLinks links = new([.. Enumerable.Repeat((byte)7, 32)]);

    [Fact]
    public void A_link_opens_what_it_was_made_for_until_it_ends()
    {
        var token = links.Make(LinkPurpose.Settings, Subject, Now + 60);
        links.Read(LinkPurpose.Settings, token, Now).ShouldBe(Subject);
        links.Read(LinkPurpose.Settings, token, Now + 59).ShouldBe(Subject);
        links.Read(LinkPurpose.Settings, token, Now + 60).ShouldBeNull();
        links.Read(LinkPurpose.Unsubscribe, token, Now).ShouldBeNull();
    }

    [Fact]
    public void No_changed_link_opens_anything()
    {
        var token = links.Make(LinkPurpose.Unsubscribe, Subject, Now + 60);
        for (var i = 0; i < token.Length; i++)
        {
            // The last letter carries bits that decode to nothing; what it decodes to must still be the signed bytes.
            var other = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            if (!System.Buffers.Text.Base64Url.IsValid(other)
                || !System.Buffers.Text.Base64Url.DecodeFromChars(other)
                    .SequenceEqual(System.Buffers.Text.Base64Url.DecodeFromChars(token)))
            {
                links.Read(LinkPurpose.Unsubscribe, other, Now).ShouldBeNull(other);
            }
        }

        new SignedLinks(new byte[32]).Read(LinkPurpose.Unsubscribe, token, Now).ShouldBeNull();
        foreach (var text in (string[])["", "a", "====", "../..", new string('A', 500), token[..^4], token + "AAAA"])
        {
            links.Read(LinkPurpose.Unsubscribe, text, Now).ShouldBeNull(text);
        }
    }
}
