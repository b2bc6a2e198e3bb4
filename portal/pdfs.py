"""A cautious look into a PDF file without a PDF library: what it may not do, it must not name.

Every action names its type (ISO 32000-1, table 198), in clear or in a compressed stream. Names
may be written with #xx. All streams are unpacked, whatever their dictionaries say of them.
"""

import re
import zlib
from enum import Enum

UNPACKED_AT_MOST = 256 * 1024 * 1024
PIECE = 1024 * 1024
OVERLAP = 64
END = rb"(?=[\s/<>\[\]()%]|$)"
ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|OpenAction|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)" + END
)
# Two letters also stand in packed data by chance.
SHORT = re.compile(rb"/(?:JS|AA|XFA)" + END)
ENCRYPTED = re.compile(rb"/Encrypt" + END)
PACKED = re.compile(rb"(?<!end)stream\r?\n.*?endstream", re.DOTALL)
STREAM = re.compile(rb"(?<!end)stream\r?\n")
HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
OBJECTS = re.compile(rb"/ObjStm" + END)
# Filters under which an object stream could not be read here.
HIDING = re.compile(
    rb"/(?:ASCIIHexDecode|AHx|ASCII85Decode|A85|LZWDecode|LZW|RunLengthDecode|RL)" + END
)


class Verdict(Enum):
    FINE = "fine"
    BROKEN = "broken"
    LOCKED = "locked"
    ACTIVE = "active"


def verdict(data):
    if b"startxref" not in data[-2048:] or b"%%EOF" not in data[-1024:]:
        return Verdict.BROKEN
    names = unescaped(data)
    if ENCRYPTED.search(names):
        return Verdict.LOCKED
    clear = PACKED.sub(b"", names)
    if ACTIVE.search(names) or SHORT.search(clear):
        return Verdict.ACTIVE
    if OBJECTS.search(clear) and HIDING.search(clear) or hides_objects(names):
        return Verdict.BROKEN
    return packed_verdict(data)


def unescaped(data):
    """With every #xx of a name as its character."""
    return HEX.sub(lambda match: bytes([int(match[1], 16)]), data)


def hides_objects(names):
    """Whether an object stream is spread by a predictor, so that its names are cut up."""
    for match in STREAM.finditer(names):
        head = names[max(0, match.start() - 2048) : match.start()].rpartition(b"endobj")[2]
        if OBJECTS.search(head) and b"/Predictor" in head:
            return True
    return False


def packed_verdict(data):
    left = UNPACKED_AT_MOST
    for match in STREAM.finditer(data):
        for piece in pieces(memoryview(data)[match.end() :]):
            left -= len(piece)
            if left < 0:
                return Verdict.BROKEN
            if ACTIVE.search(unescaped(piece)):
                return Verdict.ACTIVE
    return Verdict.FINE


def pieces(rest):
    """What a stream unpacks to, in overlapping pieces; nothing if it is not deflated."""
    inflate, tail, source = zlib.decompressobj(), b"", bytes(rest[:PIECE])
    taken = len(source)
    try:
        while source and not inflate.eof:
            found = inflate.decompress(source, PIECE)
            yield tail + found
            tail = found[-OVERLAP:]
            source = inflate.unconsumed_tail
            if not source:
                source = bytes(rest[taken : taken + PIECE])
                taken += len(source)
    except zlib.error:
        return
