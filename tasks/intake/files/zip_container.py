"""A look at a zipped workbook before any reader: sizes, parts, entities, and what is in it that is never
run.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from isal import isal_zlib

from schemas.phrases import phrase
from tasks.intake.files.refused import Refused, over_limit

if TYPE_CHECKING:
    from tasks.settings import Limits

MEGABYTE = 1 << 20
# Smaller parts may shrink as they like: they can do no harm.
RATIO_FROM_BYTES = 10 * MEGABYTE
SMALL_PART_BYTES = 64 * MEGABYTE
# The record at the end of a zip file and the comment after it, with the larger record before it.
END_RECORD_REACH = 66 << 10
# What one part takes in the list of parts, its name included; spreadsheets need a tenth of it.
LONGEST_ENTRY_BYTES = 1024
ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)")
RISKS = (
    (r"vbaproject", phrase("It holds macros; they were not run.")),
    (r"/macrosheets/|/xlm", phrase("It holds macro sheets; they were not run.")),
    (r"/externallinks/", phrase("It links to other workbooks; the links were not followed.")),
    (r"connections\.(xml|bin)$|/querytables/", phrase("It holds data connections; they were not used.")),
    (r"/embeddings/|oleobject", phrase("It holds embedded files; they were not opened.")),
    (r"/activex/|/ctrlprops/", phrase("It holds form controls; they were not run.")),
    (r"/webextensions/|^customui/", phrase("It holds add-ins; they were not run.")),
)


class Container:
    """A zip file whose parts are found by clean names: slashes forward, case ignored.

    Of parts with the same name the last counts, as readers have it; of names that differ in case the first.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        """Opens and checks it.

        Raises:
            Refused: damaged, too many parts, too large unpacked, or entities defined.
        """
        # Before ``ZipFile``, which reads the whole list of parts into memory.
        _refuse_long_directory(path, limits)
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise Refused(
                "FILE_DAMAGED", kind=phrase("a workbook"), readers=phrase("the unpacking program")
            ) from None
        infos = self.zip.infolist()
        self.names = {
            clean_name(info.filename): info.filename.replace("\\", "/").lstrip("/")
            # Reversed, so that of names that differ in case alone the first stays.
            for info in reversed(infos)
        }
        self.parts = {
            clean_name(info.filename): info for info in infos if self._is_first_spelling(info.filename)
        }
        self.is_unusual = len(self.parts) < len(infos) or any(
            "\\" in info.orig_filename or info.filename.startswith("/") for info in infos
        )
        if len(infos) > limits.zip_members:
            raise over_limit("FILE_TOO_MANY_PARTS", "zip_members", limits.zip_members, parts=len(infos))
        size = sum(info.file_size for info in infos)
        if size > limits.unzipped_megabytes * MEGABYTE:
            raise over_limit(
                "FILE_UNZIPS_TOO_LARGE",
                "unzipped_megabytes",
                limits.unzipped_megabytes,
                megabytes=size // MEGABYTE,
            )
        ratio = max(
            (
                info.file_size // max(info.compress_size, 1)
                for info in infos
                if info.file_size > RATIO_FROM_BYTES
            ),
            default=0,
        )
        if ratio > limits.unzip_ratio:
            raise over_limit("FILE_UNZIP_RATIO", "unzip_ratio", limits.unzip_ratio, ratio=ratio)

    def _is_first_spelling(self, name: str) -> bool:
        """Whether no earlier part differs from this one in the case of its letters alone."""
        return self.names[clean_name(name)] == name.replace("\\", "/").lstrip("/")

    def refuse_entities(self) -> None:
        """Refuses XML that defines entities; definitions stand before the root element, so the start of a
        part is enough.

        Raises:
            Refused: FILE_HAS_ENTITIES.
        """
        for name, info in self.parts.items():
            if (
                name.endswith((".xml", ".rels"))
                # OpenOffice begins its manifest with a DOCTYPE that defines nothing.
                and name != "meta-inf/manifest.xml"
                and ENTITIES.search(self.head(info))
            ):
                raise Refused("FILE_HAS_ENTITIES")

    def head(self, info: zipfile.ZipInfo, size: int = 8192) -> bytes:
        """Start of a part as UTF-8 bytes; nothing where it cannot be unpacked.

        Args:
            info: the part.
            size: bytes of the unpacked part.
        """
        try:
            with self.zip.open(info) as handle:
                start = handle.read(size)
        except Exception:  # a damaged part is the readers' matter, if they need it at all
            return b""
        # UTF-16 without its zeros is readable enough for a search for ASCII markup.
        return start.replace(b"\x00", b"") if start[:2] in (b"\xff\xfe", b"\xfe\xff") else start

    def open(self, info: zipfile.ZipInfo) -> IO[bytes]:
        """A part to read from its start. It is unpacked with ISA-L, which takes half the time of zlib.

        Args:
            info: the part.

        Raises:
            zipfile.BadZipFile: it is damaged; the other exceptions of ``zipfile`` and of ``isal_zlib`` too.
        """
        handle: Any = self.zip.open(info)
        if info.compress_type == zipfile.ZIP_DEFLATED:
            handle._decompressor = isal_zlib.decompressobj(-isal_zlib.MAX_WBITS)
        return handle

    def xml(self, name: str) -> Element | None:
        """A small part as XML; None where it is missing or cannot be read."""
        info = self.parts.get(name)
        if info is None or info.file_size > SMALL_PART_BYTES:
            return None
        try:
            return ElementTree.fromstring(self.zip.read(info), forbid_dtd=False)
        except Exception:  # a damaged part is the readers' matter, if they need it at all
            return None

    def notes(self) -> Iterator[str]:
        """Sentences on what is in the workbook and is never run or used."""
        names = "\n".join(self.parts)
        if len(self.parts) < len(self.zip.infolist()):
            yield phrase("It holds a part twice; one of the two was read.")
        yield from (sentence for pattern, sentence in RISKS if re.search(pattern, names, re.M))


def _refuse_long_directory(path: Path, limits: Limits) -> None:
    """Refuses a container whose list of parts alone is beyond the limits, before anything lists them.

    Raises:
        Refused: FILE_TOO_MANY_PARTS, or FILE_DAMAGED where it cannot be opened.
    """
    try:
        with path.open("rb") as handle:
            size = handle.seek(0, 2)
            handle.seek(max(size - END_RECORD_REACH, 0))
            end = handle.read()
    except OSError:
        raise Refused(
            "FILE_DAMAGED", kind=phrase("a workbook"), readers=phrase("the unpacking program")
        ) from None
    # The size of the list of parts, as the end record and its larger form (zip64) say it. The marks may also
    # occur by chance, so each place is looked at; a size beyond that of the file is no size.
    sizes = [int.from_bytes(end[at + 12 : at + 16], "little") for at in _places(end, b"PK\x05\x06")]
    sizes += [int.from_bytes(end[at + 40 : at + 48], "little") for at in _places(end, b"PK\x06\x06")]
    longest = max((declared for declared in sizes if declared <= size), default=0)
    if longest > limits.zip_members * LONGEST_ENTRY_BYTES:
        raise over_limit(
            "FILE_TOO_MANY_PARTS", "zip_members", limits.zip_members, parts=longest // LONGEST_ENTRY_BYTES
        )


def _places(text: bytes, mark: bytes) -> Iterator[int]:
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1)


def clean_name(name: str) -> str:
    """Name of a part as readers look for it."""
    return name.replace("\\", "/").lstrip("/").lower()


def zip_kind(container: Container) -> str:
    """xlsx, xlsm, xlsb or ods.

    Raises:
        Refused: FILE_PASSWORD, or FILE_NOT_SPREADSHEET with what it is instead.
    """
    parts = container.parts
    types = (
        container.head(parts["[content_types].xml"], MEGABYTE).lower()
        if "[content_types].xml" in parts
        else b""
    )
    if "xl/workbook.bin" in parts or _names_a_part(types, b"sheet.binary.macroenabled.main"):
        return "xlsb"
    if b"sheet.macroenabled.main" in types or b"template.macroenabled.main" in types:
        return "xlsm"
    if (
        "xl/workbook.xml" in parts
        or b"spreadsheetml.sheet.main" in types
        or b"spreadsheetml.template.main" in types
    ):
        return "xlsx"
    if "content.xml" in parts:
        return _open_document_kind(container)
    others = (
        ("word/document.xml", phrase("a Word document")),
        ("ppt/presentation.xml", phrase("a PowerPoint presentation")),
        ("index/document.iwa", phrase("an Apple Numbers or Pages document")),
    )
    raise Refused(
        "FILE_NOT_SPREADSHEET",
        what=next(
            (what for name, what in others if name in parts), phrase("a zip archive of something else")
        ),
    )


def _names_a_part(types: bytes, kind: bytes) -> bool:
    """Whether a part of the workbook is of a type; a Default for an ending that no part has says nothing."""
    return any(kind in entry for entry in re.findall(rb"<[\w.:-]*override\b[^>]*>", types))


def _open_document_kind(container: Container) -> str:
    manifest = container.parts.get("meta-inf/manifest.xml")
    if manifest and b"encryption-data" in container.head(manifest, MEGABYTE):
        raise Refused("FILE_PASSWORD")
    kind = container.head(container.parts["mimetype"]) if "mimetype" in container.parts else b""
    if any(
        other in kind
        for other in (b"opendocument.text", b"opendocument.presentation", b"opendocument.graphics", b"epub")
    ):
        raise Refused("FILE_NOT_SPREADSHEET", what=phrase("a text document, drawing or presentation"))
    return "ods"
