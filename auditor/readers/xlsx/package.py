"""The parts of an Office file: a zip of XML files that name each other. Every size is bounded."""

import io
import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import unquote
from xml.parsers import expat

# what is unpacked of one part and of all, in bytes; a sheet of a million cells has some forty million
MAX_PART = 200_000_000
MAX_ALL = 400_000_000
# a sheet of nothing but zeros packs two hundred to one; a bomb a thousand to one
_MAX_RATIO = 400
_SMALL = 1_000_000
_MAX_PARTS = 20_000
_CHUNK = 1 << 16
# what a broken zip raises
_BROKEN = (
    zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError, zlib.error, lzma.LZMAError,
)  # fmt: skip


class Unreadable(Exception):  # noqa: N818  what it says is for the user, not an error of the program
    """A file that cannot be read; `code` and `detail` are those of a Problem."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


class Package:
    """The parts of an Office file by name, without a leading slash. Raises Unreadable for what cannot be read."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            names = ((one.filename.replace("\\", "/").lstrip("/").lower(), one) for one in self._zip.infolist())
            # a damaged directory may hold a part without a name
            self.infos = {name: one for name, one in names if name}
        except _BROKEN as error:
            raise Unreadable("damaged") from error
        if len(self.infos) > _MAX_PARTS:
            raise Unreadable("too-large", f"{len(self.infos)}")
        self._left = MAX_ALL

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.infos

    def read(self, name: str, *, trusted: bool = False) -> bytes:
        """The bytes of a part. One that is only copied may be packed closer than a bomb is."""
        info = self.infos.get(name.lower())
        if info is None or info.flag_bits & 1:
            raise Unreadable("damaged" if info is None else "encrypted")
        most = min(MAX_PART, self._left)
        if not trusted:
            most = min(most, max(_SMALL, info.compress_size * _MAX_RATIO))
        if info.file_size > most:
            raise Unreadable("too-large", _megabytes(info.file_size))
        found = []
        size = 0
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(_CHUNK):
                    size += len(chunk)
                    if size > most:
                        raise Unreadable("too-large", _megabytes(size))
                    found.append(chunk)
        except _BROKEN as error:
            raise Unreadable("damaged") from error
        self._left -= size
        return b"".join(found)

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part names, by id: (the last word of its type, the name of the other part). Outside files are left."""
        folder, base = posixpath.split(name)
        own = posixpath.join(folder, "_rels", base + ".rels")
        found: dict[str, tuple[str, str]] = {}
        if own not in self:
            return found

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = kind, resolved(folder, attributes.get("Target", ""))

        parse(self.read(own), start)
        return found


def resolved(folder: str, target: str) -> str:
    """The name of a part that a part in `folder` calls `target`."""
    plain = unquote(target).replace("\\", "/")
    return plain.lstrip("/") if plain.startswith("/") else posixpath.normpath(posixpath.join(folder, plain))


def parse(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Reads a part: `start` and `end` get the names of elements without prefix. A document type, which could define
    entities or name files, is refused.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    run(parser, data)


def run(parser: "expat.XMLParserType", data: bytes) -> None:
    """Has a parser read a part. Raises Unreadable for what is no XML."""
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, UnicodeError, ValueError) as error:
        raise Unreadable("damaged") from error


def _refuse(*_: object) -> int:
    raise Unreadable("damaged")


def _megabytes(size: int) -> str:
    return f"{-(-size // 1_000_000)} MB"
