"""The encoding of a text file, and a copy of it in UTF-8."""

from __future__ import annotations

import codecs
import io
import re
from contextlib import suppress
from pathlib import Path

from tasks.intake.files.file_type import text_is_wide

SAMPLE_BYTES = 1 << 18
CHUNK_BYTES = 1 << 22
# What spreadsheet programs of the last decades write where it is not Unicode: Western Windows, DOS and
# Macintosh, Central European, Cyrillic, Greek and Turkish Windows.
CANDIDATES = ["cp1252", "cp850", "mac_roman", "cp1250", "cp1251", "cp1253", "cp1254", "latin_1"]
# Bytes of letters with accents in Western European text in cp1252, and the quotes, dashes and currency signs
# Office types.
WESTERN = frozenset(
    "äöüÄÖÜßéèêëàâáçñíìîïóòôúùûœæøåÉÈÀÁÇÑÍÓÚÅØÆ€£§°´’‘“”–—•…«»¿¡ºª·®©™½¼²³±×\u00a0".encode("cp1252")
)

# Letters of Polish in cp1250 that are signs in cp1252, within a word: "p\xb3ac" is "płac".
_SIGN_IN_WORD = re.compile(r"[^\W\d_][\xb3\xb9\xbf\xa3](?=[^\W\d_])")
_FEWEST_SIGNS = 2


def encoding_of(path: Path) -> str:
    """Codec that reads a text file: utf-8 wherever it fits, else the likeliest of the old ones."""
    with path.open("rb") as handle:
        head = handle.read(SAMPLE_BYTES)
    wide = text_is_wide(head)
    if wide:
        return wide
    if _reads_as_utf8(path):
        return "utf-8-sig"
    high = _high_bytes(path)
    # Five bytes have no character in cp1252; latin-1 reads every byte.
    is_western = sum(byte in WESTERN for byte in high) >= 0.9 * len(high)
    if is_western and len(_SIGN_IN_WORD.findall(_high_lines(path).decode("latin-1"))) >= _FEWEST_SIGNS:
        return "cp1250"
    if is_western:
        return "cp1252" if not set(high) & {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "latin-1"
    # The same bytes are letters in the sets of DOS and Macintosh too; the one is taken that gives the better
    # words.
    fits = {codec: _fit(_high_lines(path), codec) for codec in ("mac_roman", "cp850")}
    likeliest = max(fits, key=lambda codec: fits[codec])
    if fits[likeliest] >= 0.9 and min(fits.values()) < fits[likeliest]:
        return likeliest
    from charset_normalizer import from_bytes

    best = from_bytes(_high_lines(path), cp_isolation=CANDIDATES, enable_fallback=False).best()
    return best.encoding if best else "latin-1"


def utf8_copy(path: Path, encoding: str, target: Path) -> int:
    """Writes the file as UTF-8 without a mark; bytes that do not fit become the replacement character. A file that is
    so already gets a second name.

    Returns:
        How many characters did not fit.

    Args:
        path: the text file.
        encoding: its codec.
        target: the file to write.
    """
    if encoding == "utf-8-sig" and _is_plain_utf8(path):
        with suppress(OSError):  # file systems without links
            target.hardlink_to(path)
            return 0
    lost = 0
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with path.open("rb") as source, target.open("wb") as sink:
        while chunk := source.read(CHUNK_BYTES):
            text = decoder.decode(chunk)
            lost += text.count("\ufffd")
            sink.write(text.replace("\x00", "").encode("utf-8", "replace"))
        sink.write(decoder.decode(b"", final=True).encode("utf-8", "replace"))
    return lost


def _is_plain_utf8(path: Path) -> bool:
    """Whether a file in UTF-8 has no mark at its start, no zero bytes and no replacement character."""
    replaced, before = "\ufffd".encode(), b""
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK_BYTES):
            if b"\x00" in chunk:
                return False
            if not chunk.isascii():
                joined = before + chunk  # a character may lie in two chunks
                if joined.startswith(codecs.BOM_UTF8) or replaced in joined:
                    return False
            before = chunk[1 - len(replaced) :]
    return True


def undo_second_encoding(path: Path) -> bool:
    """Rewrites a text in UTF-8 whose letters were encoded twice ("LÃ¶hne"), as happens where a program takes UTF-8 for
    an old encoding and saves it once more.

    Args:
        path: a file in UTF-8.

    Returns:
        Whether all its lines with letters beyond ASCII were so; it is not changed otherwise.
    """
    sampled = _high_lines(path).decode("utf-8", "ignore")
    sample = sampled.splitlines()[:-1] or [sampled]
    high = [line for line in sample if not line.isascii()]
    if not high or any(_encoded_once(line) is None for line in high):
        return False
    lines = path.read_text("utf-8").splitlines(keepends=True)
    once = [line if line.isascii() else _encoded_once(line) for line in lines]
    if any(line is None for line in once):
        return False
    path.unlink()  # it may be a second name of the file as sent
    with path.open("w", encoding="utf-8", newline="") as sink:
        sink.writelines(line for line in once if line is not None)
    return True


def _encoded_once(line: str) -> str | None:
    """A line whose letters were encoded twice, as it was; None where they were not."""
    try:
        # Five bytes have no character in cp1252 and were kept as they are.
        single = b"".join(
            bytes([ord(letter)]) if ord(letter) < 256 else letter.encode("cp1252") for letter in line
        )
        return single.decode("utf-8")
    except UnicodeError:
        return None


def _reads_as_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as handle:
        try:
            while chunk := handle.read(CHUNK_BYTES):
                if not chunk.isascii() or decoder.getstate()[0]:  # the rest of a character is missing
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _fit(lines: bytes, codec: str) -> float:
    """Share of the characters beyond ASCII that a Western text has, none of them a capital within a word."""
    text = f" {lines.decode(codec)} "
    high = [position for position, char in enumerate(text) if ord(char) > 127]
    fitting = [
        text[position].encode("cp1252", "ignore")
        for position in high
        if not (text[position].isupper() and text[position - 1].isalpha() and text[position + 1].islower())
    ]
    return sum(len(byte) == 1 and byte[0] in WESTERN for byte in fitting) / max(1, len(high))


def _high_bytes(path: Path) -> bytes:
    return bytes(byte for byte in _high_lines(path) if byte > 127)


def _high_lines(path: Path) -> bytes:
    """Lines that are not plain ASCII, up to a sample's size."""
    sample = bytearray()
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK_BYTES) + handle.readline():
            for line in () if chunk.isascii() else io.BytesIO(chunk):
                if not line.isascii():
                    sample += line[:CHUNK_BYTES]
                if len(sample) > SAMPLE_BYTES:
                    return bytes(sample[:SAMPLE_BYTES])
    return bytes(sample[:SAMPLE_BYTES])
