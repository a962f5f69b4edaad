#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# usage: smtp.py FOLDER none|starttls|tls
#
# An SMTP server (aiosmtpd) on a free port of loopback, which it prints. It keeps each mail in FOLDER
# as NUMBER.json: who, to whom, over TLS or not, logged in as whom, and the bytes. FOLDER has
# server.pem and server.key for TLS, and `password` where a login is wanted. An address that begins
# with `refused` is not taken.
import asyncio
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import AuthResult, SMTP

folder = pathlib.Path(sys.argv[1])
security = sys.argv[2]


class Keeper:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        kept = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None or security == "tls",
            "login": session.auth_data.decode() if session.auth_data else "",
            "text": envelope.original_content.decode("ascii"),
        }
        (folder / f"{self.count}.json").write_text(json.dumps(kept))
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = (folder / "password").read_text()
    if data.login == b"apikey" and data.password.decode() == good:
        return AuthResult(success=True, auth_data=data.login)
    return AuthResult(success=False, handled=False)


def context():
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(folder / "server.pem", folder / "server.key")
    return made


keeper = Keeper()


def connection():
    return SMTP(
        keeper,
        hostname="localhost",
        tls_context=context() if security == "starttls" else None,
        require_starttls=security == "starttls",
        auth_required=(folder / "password").exists(),
        auth_require_tls=security == "starttls",
        authenticator=authenticate,
    )


async def serve():
    listener = await asyncio.get_running_loop().create_server(
        connection, "127.0.0.1", 0, ssl=context() if security == "tls" else None
    )
    print(listener.sockets[0].getsockname()[1], flush=True)
    await listener.serve_forever()


asyncio.run(serve())
