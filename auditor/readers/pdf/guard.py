"""Files made to exhaust whoever opens them: streams that unpack to gigabytes, forms that draw each other without end.

pdfium reads a page whole before it can be stopped, so this is looked at before it is asked. Sizes and counts alone
decide, never a clock: a file is refused on every machine or on none.
"""

import base64
import binascii
import io
import re
import zlib
from collections.abc import Iterator

from auditor.model.document import Problem
from auditor.readers.text import megabytes

# Text of a dense page is 0.2 MB, a map drawn in lines 10 MB; all the text and fonts of a long report some 100 MB.
_MOST_CONTENT = 24_000_000
_MOST_OTHER = 100_000_000
_MOST_IN_ALL = 1_000_000_000
# pieces of text set on one page; pdfium holds some 500 bytes of each
_MOST_SHOWN = 300_000
_MOST_DRAWN = 20_000
_CHUNK = 1 << 20

_STREAM = re.compile(rb"(?<![a-z])stream(?=\r?\n)\r?\n")
_FILTER = re.compile(
    rb"/(?:Filter|F)\s*(?:\[([^\]]{0,300})\]|(/[A-Za-z0-9]{1,20}))",
)
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_FORM = re.compile(rb"/Subtype\s*/Form\b")
# what is no text of a page: fonts, character maps, colour profiles, metadata, tables of objects
_OTHER = re.compile(rb"/Length1\b|/Type\s*/(?:ObjStm|XRef|Metadata|CMap|EmbeddedFile)\b|/N\s+\d|Type1C|Type0C|OpenType")
_FLATE = (b"FlateDecode", b"Fl")
_TOLD = ("/Filter", "/Subtype", "/Type", "/Length1", "/N")
_SHOWS = (b"Tj", b"TJ", b")'", b')"', b">'", b'>"')
# what a damaged file makes of its parts
_BROKEN = (ValueError, RuntimeError, TypeError, KeyError, AttributeError, OverflowError)
_SAME_AGAIN = re.compile(rb"R\s{1,4}(\d{1,10} \d{1,5} R)(?:\s{1,4}\1){99}")
_DRAWS = re.compile(rb"/([^\s/<>\[\]()]{1,100})\s+Do\b")


def bomb(data: bytes) -> Problem | None:
    """The problem with a file that would take gigabytes or hours to read; None for any other."""
    if _SAME_AGAIN.search(data):
        return Problem("too-large", fatal=True)
    whole = 0
    fans = 1
    for head, raw in _encrypted(data) if b"/Encrypt" in data else _streams(data):
        if _PICTURE.search(head):
            continue
        content = _OTHER.search(head) is None
        most = _MOST_CONTENT if content else _MOST_OTHER
        size = shown = draws = 0
        last = b""
        for part in _unpacked(head, raw):
            size += len(part)
            whole += len(part)
            if content:
                shown += sum(part.count(word) for word in _SHOWS)
                draws += part.count(b" Do")
            elif b"ObjStm" in head and _SAME_AGAIN.search(last + part):
                return Problem("too-large", fatal=True)
            if size > most or whole > _MOST_IN_ALL:
                return Problem("too-large", megabytes(max(size, whole)), fatal=True)
            if shown > _MOST_SHOWN:
                return Problem("too-large", fatal=True)
            last = part[-4000:]
        if draws > 1 and _FORM.search(head):
            fans *= draws
    return Problem("too-large", fatal=True) if fans > _MOST_DRAWN and _draw_each_other(data) else None


def _streams(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """The dictionary and the packed bytes of each stream of a file."""
    view = memoryview(data)
    at = 0
    while (found := _STREAM.search(data, at)) is not None:
        start = found.end()
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        begin = data.rfind(b"obj", max(0, found.start() - 4000), found.start())
        yield data[max(begin, 0) : found.start()], view[start:end]
        at = end


def _encrypted(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """The same of a file whose streams are encrypted, without a password; nothing where that cannot be told."""
    try:
        import pikepdf
    except ModuleNotFoundError:
        return
    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            for one in file.objects:
                if isinstance(one, pikepdf.Stream):
                    head = b" ".join(
                        b"%s %s" % (key.encode(), one[key].unparse(resolved=True)) for key in _TOLD if key in one
                    )
                    yield head, memoryview(one.read_raw_bytes())
    except (*_BROKEN, pikepdf.PdfError, pikepdf.PasswordError, pikepdf.DataDecodingError):
        return


def _unpacked(head: bytes, raw: memoryview) -> Iterator[bytes]:
    """The bytes of a stream, in parts; nothing more where they are damaged or packed in another way."""
    found = _FILTER.search(head)
    names = re.findall(rb"/([A-Za-z0-9]+)", found[1] or found[2]) if found else []
    packed: bytes | memoryview = raw
    try:
        while names and names[0] in (b"ASCII85Decode", b"A85", b"ASCIIHexDecode", b"AHx"):
            text = bytes(packed).strip()
            if names.pop(0) in (b"ASCII85Decode", b"A85"):
                packed = base64.a85decode(text.removeprefix(b"<~").removesuffix(b"~>"))
            else:
                packed = binascii.unhexlify(b"".join(text.removesuffix(b">").split()))
    except ValueError:
        return
    if not names:
        yield bytes(packed)
    elif all(name in _FLATE for name in names):
        parts: Iterator[bytes] = iter([bytes(packed)])
        for _ in names[:4]:
            parts = _inflated(parts)
        yield from parts


def _inflated(parts: Iterator[bytes]) -> Iterator[bytes]:
    unpack = zlib.decompressobj()
    for part in parts:
        rest = part
        while rest and not unpack.eof:
            try:
                yield unpack.decompress(rest, _CHUNK)
            except zlib.error:
                return
            rest = unpack.unconsumed_tail


def _draw_each_other(data: bytes) -> bool:
    """Whether a page draws more forms than any report does, those in forms counted each time they are drawn."""
    try:
        import pikepdf
    except ModuleNotFoundError:
        return False
    known: dict[tuple[int, int], int] = {}

    def drawn(one: "pikepdf.Object", depth: int) -> int:
        key = one.objgen
        if key in known and key != (0, 0):
            return known[key]
        known[key] = 0  # a form that draws itself is drawn no further
        total = 1
        resources = one.get("/Resources")
        forms = None if resources is None else resources.get("/XObject")
        for name in _DRAWS.findall(_content(one)):
            inner = None if forms is None else forms.get("/" + name.decode("latin-1"))
            if inner is not None and inner.get("/Subtype") == "/Form" and depth < 50:
                total += drawn(inner, depth + 1)
            if total > _MOST_DRAWN:
                break
        known[key] = total
        return total

    def _content(one: "pikepdf.Object") -> bytes:
        if isinstance(one, pikepdf.Stream):
            return one.read_bytes()
        found = one.get("/Contents", ())
        streams = [found] if isinstance(found, pikepdf.Stream) else list(found)
        return b" ".join(stream.read_bytes() for stream in streams)

    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            return any(drawn(page.obj, 0) > _MOST_DRAWN for page in file.pages)
    except pikepdf.PasswordError:
        return False
    except (*_BROKEN, pikepdf.PdfError, pikepdf.DataDecodingError):
        # too damaged to be told
        return True
