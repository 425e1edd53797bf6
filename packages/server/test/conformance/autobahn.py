"""Runs Autobahn's WebSocket cases (groups 1 to 7, 9 and 10) against a server: autobahn.py HOST PORT PATH.

The test suite is of Python 2 and does not start on Python 3. Its cases are taken as they are installed, turned into Python 3, and given a
small WebSocket over a bare socket in place of the suite's own; what they expect and how they judge is theirs. They talk to an echo server.
This server answers every message with one of its own: the n-th answer stands for the echo of the n-th message.

Prints a line of JSON for each case.
"""

import array
import asyncio
import base64
import importlib.util
import json
import os
import pathlib
import re
import struct
import sys
import types

from fissix.refactor import RefactoringTool, get_fixers_from_package

OPEN, CLOSING, CLOSED = 3, 2, 0

# How many cases run at once, and how many of those that send megabytes.
AT_ONCE, LARGE_AT_ONCE = 24, 3


def octets(text):
    """Texts of Python 2 are octets: one character each here."""
    return text if isinstance(text, bytes) else text.encode("latin-1")


def plain(value):
    """A value of a case, with all that is octets as text of one character each."""
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("latin-1")
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


class Protocol:
    """What a case may call of a WebSocket, as Autobahn names it."""

    STATE_OPEN, STATE_CLOSING, STATE_CLOSED = OPEN, CLOSING, CLOSED
    CLOSE_STATUS_CODE_NORMAL = 1000
    CLOSE_STATUS_CODE_PROTOCOL_ERROR = 1002
    CLOSE_STATUS_CODE_INVALID_PAYLOAD = 1007

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.loop = asyncio.get_running_loop()
        self.factory = types.SimpleNamespace(isServer=False)
        self.state = OPEN
        self.connectionWasOpen = True
        self.closedByMe = self.wasClean = self.droppedByMe = False
        self.remoteCloseCode = self.localCloseReason = None
        self.autoFragmentSize = 0
        self.txFrameStats = {}
        self.unanswered = []
        self.assembling = None
        self.timers = []
        self.outgoing = asyncio.Queue()

    # Sending

    def write(self, data, chopsize=None):
        size = chopsize or len(data)
        for start in range(0, len(data), size):
            self.outgoing.put_nowait((data[start : start + size], chopsize is not None))

    async def pump(self):
        try:
            while True:
                data, alone = await self.outgoing.get()
                self.writer.write(data)
                await self.writer.drain()
                if alone:
                    await asyncio.sleep(0)
        except (ConnectionError, asyncio.CancelledError):
            pass

    def remember(self, opcode, payload, fin):
        """Notes what is to be echoed: whole messages, from however many frames."""
        if opcode in (1, 2):
            self.assembling = [opcode == 2, bytearray()]
        elif opcode != 0 or self.assembling is None:
            return
        self.assembling[1].extend(payload)
        if fin:
            self.unanswered.append((bytes(self.assembling[1]), self.assembling[0]))
            self.assembling = None

    def head(self, opcode, length, fin=True, rsv=0):
        first = (0x80 if fin else 0) | (rsv << 4) | opcode
        if length < 126:
            head = struct.pack("!BB", first, 0x80 | length)
        elif length < 65536:
            head = struct.pack("!BBH", first, 0x80 | 126, length)
        else:
            head = struct.pack("!BBQ", first, 0x80 | 127, length)
        return head + b"\0\0\0\0"

    def sendFrame(self, opcode, payload="", fin=True, rsv=0, mask=None, payload_len=None, chopsize=None, sync=False):
        data = octets(payload)
        if payload_len is not None:
            data = (data * (payload_len // len(data) + 1))[:payload_len]
        self.txFrameStats[opcode] = self.txFrameStats.get(opcode, 0) + 1
        self.remember(opcode, data, fin)
        self.write(self.head(opcode, len(data), fin, rsv) + data, chopsize)

    def sendMessage(self, payload, isBinary=False, fragmentSize=None, sync=False, doNotCompress=False):
        data, size = octets(payload), fragmentSize or self.autoFragmentSize or 0
        opcode = 2 if isBinary else 1
        if size == 0 or len(data) <= size:
            return self.sendFrame(opcode, data)
        for start in range(0, len(data), size):
            self.sendFrame(opcode if start == 0 else 0, data[start : start + size], fin=start + size >= len(data))

    def beginMessage(self, isBinary=False, doNotCompress=False):
        self.opcode = 2 if isBinary else 1

    def beginMessageFrame(self, length):
        self.remember(self.opcode, b"", False)
        self.write(self.head(self.opcode, length, False))
        self.opcode = 0

    def sendMessageFrameData(self, payload, sync=False):
        self.remember(0, octets(payload), False)
        self.write(octets(payload), len(payload) or 1)

    def endMessage(self):
        self.sendFrame(0, "", fin=True)

    def sendCloseFrame(self, code=None, reasonUtf8=None, isReply=False):
        if self.state != OPEN:
            return
        reason = octets(reasonUtf8) if reasonUtf8 else b""
        self.state = CLOSING
        self.closedByMe = not isReply
        payload = b"" if code is None else struct.pack("!H", code) + reason
        self.write(self.head(8, len(payload)) + payload)

    def sendClose(self, code=None, reason=None):
        self.sendCloseFrame(code, reason)

    # Time

    def after(self, seconds, action):
        self.timers.append(self.loop.call_later(seconds, action))

    def continueLater(self, seconds, action, tag=None):
        self.after(seconds, action)

    def closeAfter(self, seconds):
        self.after(seconds, lambda: self.sendCloseFrame(1000))

    def killAfter(self, seconds):
        def kill():
            self.droppedByMe = True
            self.writer.close()

        self.after(seconds, kill)

    def enableWirelog(self, enable):
        pass

    # Receiving

    async def frames(self):
        """The frames that come, to the end of the connection."""
        while True:
            first, second = await self.reader.readexactly(2)
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
            if second & 0x80 or first & 0x70 or not first & 0x80:
                raise ValueError("the server sent a frame that it may not send")
            yield first & 15, await self.reader.readexactly(length)

    def onClose(self, payload):
        self.remoteCloseCode = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else None
        self.wasClean = True
        self.sendCloseFrame(self.remoteCloseCode, isReply=True)
        self.state = CLOSED
        # It is for the server to drop the connection; whoever has to do it for it says so.
        self.killAfter(3)

    async def serve(self, case):
        pump = self.loop.create_task(self.pump())
        try:
            case.onOpen()
            async for opcode, payload in self.frames():
                if opcode == 8:
                    self.onClose(payload)
                elif opcode == 9:
                    case.onPing(plain(payload))
                elif opcode == 10:
                    case.onPong(plain(payload))
                elif self.unanswered:
                    echo, binary = self.unanswered.pop(0)
                    case.onMessage(plain(echo), binary)
                else:
                    case.onMessage("an answer to nothing", False)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            for timer in self.timers:
                timer.cancel()
            pump.cancel()
            self.writer.close()
        case.onConnectionLost(self.droppedByMe)


class Utf8Validator:
    """What Autobahn's validator says of a text: whether it is valid so far, and whether it ends with a whole character."""

    def reset(self):
        pass

    def validate(self, text):
        data = octets(text)
        try:
            data.decode("utf-8")
            return True, True, len(data), len(data)
        except UnicodeDecodeError as error:
            return error.reason == "unexpected end of data", False, error.start, error.start


def module(name, **names):
    made = types.ModuleType(name)
    made.__dict__.update(names)
    sys.modules[name] = made


def load():
    """The cases by their numbers, from where the suite is installed; importing the suite itself would fail."""
    folder = pathlib.Path(importlib.util.find_spec("autobahntestsuite").submodule_search_locations[0]) / "case"
    tool = RefactoringTool(get_fixers_from_package("fissix.fixes"))
    b2a_hex = lambda text: octets(text).hex()
    module("binascii", b2a_hex=b2a_hex, hexlify=b2a_hex)
    module("autobahn")
    module("autobahn.websocket")
    module("autobahn.websocket.protocol", WebSocketProtocol=Protocol)
    module("autobahn.websocket.utf8validator", Utf8Validator=Utf8Validator)

    def source(name):
        # Octets in, octets out: read so, no character of a text is more than one of them.
        text = (folder / f"{name}.py").read_bytes().decode("latin-1").replace("# coding=utf-8", "")
        text = text.replace("(object, Case, )", "(Case, )").replace(") / self.p.autoFragmentSize", ") // self.p.autoFragmentSize")
        return str(tool.refactor_string(text.rstrip() + "\n", name)).replace("from .", "from ")

    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            if (folder / f"{name}.py").is_file():
                return importlib.util.spec_from_loader(name, Finder)
            return None

        @staticmethod
        def create_module(spec):
            return None

        @staticmethod
        def exec_module(made):
            exec(compile(source(made.__name__), made.__name__, "exec"), made.__dict__)

    sys.meta_path.insert(0, Finder)
    base = importlib.import_module("case").Case
    base.compare = lambda self, one, other: plain(one) == plain(other)
    found = {}
    for file in sorted(folder.glob("case*.py")):
        if re.match(r"case(?:[1-7]|9_[1-8]|10)_", file.name) is None:
            continue
        made = importlib.import_module(file.stem)
        lists = [value for value in vars(made).values() if isinstance(value, list)]
        for value in [*vars(made).values(), *(item for value in lists for item in value)]:
            if isinstance(value, type) and issubclass(value, base) and value is not base:
                found[value.__name__.replace("Case", "").replace("_", ".")] = value
    return base, found


async def run(case, host, port, path):
    reader, writer = await asyncio.open_connection(host, port)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 101"):
        raise ValueError(f"no handshake: {head.splitlines()[0]}")
    protocol = Protocol(reader, writer)
    made = case(protocol)
    await protocol.serve(made)
    return {"behavior": made.behavior, "behaviorClose": made.behaviorClose, "code": protocol.remoteCloseCode, "result": made.result}


async def main(host, port, path):
    _, cases = load()

    async def one(places, number, case):
        async with places:
            told = await run(case, host, port, path)
        print(json.dumps({"case": number, **told}), flush=True)

    # Not beside each other: while this process makes megabytes, it sees too late that the server has closed a connection.
    for is_large, at_once in ((False, AT_ONCE), (True, LARGE_AT_ONCE)):
        places = asyncio.Semaphore(at_once)
        chosen = [(number, case) for number, case in cases.items() if number.startswith("9.") == is_large]
        await asyncio.gather(*(one(places, number, case) for number, case in chosen))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
