"""A mail server that counts, and can be ill: ``python -m tests.soak.smtp_server PORT MODE FILE``.

Every message it took is a line in the file (its Message-ID), written before the sender is told so: an answer that
got lost counts too.
"""

import asyncio
import re
import sys
from pathlib import Path

MODES = ("well", "silent", "slow", "busy", "greylisting", "refusing", "dropping", "locked")
"""``silent`` never greets, ``busy`` says 421, ``greylisting`` 450, ``refusing`` 550, ``locked`` knows no password."""
SLOW = 3
"""Seconds before each answer."""
IDENTITY = re.compile(rb"^Message-ID:\s*(\S+)", re.I | re.M)


class Server:
    def __init__(self, mode: str, taken: Path) -> None:
        self._mode, self._taken = mode, taken.open("ab", buffering=0)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side hangs up."""
        try:
            if self._mode == "silent":
                await reader.read()
            elif self._mode == "busy":
                await self._say(writer, b"421 too busy, come back later")
            else:
                await self._say(writer, b"220 here")
                while await self._answer(reader, writer):
                    pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _say(self, writer: asyncio.StreamWriter, line: bytes) -> None:
        if self._mode == "slow":
            await asyncio.sleep(SLOW)
        writer.write(line + b"\r\n")
        await writer.drain()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One command; False when the connection is to end."""
        command = (await reader.readuntil(b"\r\n"))[:4].strip().upper()
        answers = {
            b"EHLO": b"250-here\r\n250 AUTH PLAIN",
            b"AUTH": b"535 wrong password" if self._mode == "locked" else b"235 welcome",
            b"RCPT": {"greylisting": b"450 later", "refusing": b"550 nobody here"}.get(self._mode, b"250 known"),
            b"DATA": b"354 go on",
            b"QUIT": b"221 bye",
        }
        await self._say(writer, answers.get(command, b"250 fine"))
        if command == b"DATA":
            if self._mode == "dropping":
                await reader.readline()
                return False
            message = await reader.readuntil(b"\r\n.\r\n")
            found = IDENTITY.search(message)
            self._taken.write((found[1] if found else b"nameless") + b"\n")
            await self._say(writer, b"250 taken")
        return command != b"QUIT"


async def serve(port: int, mode: str, taken: Path) -> None:
    server = await asyncio.start_server(Server(mode, taken).talk, "127.0.0.1", port, limit=2**24)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
