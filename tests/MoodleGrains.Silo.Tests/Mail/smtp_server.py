"""A real SMTP server on loopback (Debian's python3-aiosmtpd): STARTTLS, then login, then mail. Says its port, then each mail as a
line of JSON, read by Python's own mail parser. Addresses that begin with refused- or later- are answered 550 and 451."""
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Mailbox:
    # System.Net.Mail writes the mechanism small, as RFC 4954 allows; aiosmtpd knows it in capitals only.
    async def auth_login(self, server, args):
        return await server.auth_LOGIN(server, args)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused-"):
            return "550 no such mailbox"
        if address.startswith("later-"):
            return "451 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(json.dumps({
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "user": session.auth_data,
            "headers": [[name, str(value)] for name, value in message.items()],
            "type": message.get_content_type(),
            "parts": [
                [p.get_content_type(), p.get_content_charset(), p.get_content(), p.get_filename()] for p in message.walk() if not p.is_multipart()],
            "longest": max(len(line) for line in envelope.content.split(b"\r\n")),
        }), flush=True)
        return "250 OK"


def login(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data == LoginPassword(b"campus", b"open sesame")
    return AuthResult(success=good, handled=False, auth_data=data.login.decode() if good else None)


async def main():
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(sys.argv[1])
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(
            Mailbox(), tls_context=tls, require_starttls=True, auth_required=True, authenticator=login, enable_SMTPUTF8=True, loop=loop),
        "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    # The parent's end is ours.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
