"""Reads a PDF nobody has looked at, as a program of its own: `python papers_reader.py FILE` prints JSON.

A file may be made to unpack without end or to go in circles; whoever starts this program bounds its memory and time
(skills.papers), so nothing here imports the hall. Printed is
`{"pages": 1, "text": "…", "attachments": ["base64", …], "drawing": "sha256"}`, or `{"refused": "…"}`.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

MOST_PAGES, MOST_ATTACHMENTS = 10, 5
MOST_LETTERS, MOST_ATTACHED_BYTES, MOST_UNPACKED_BYTES = 100_000, 200_000, 20_000_000
LIMITS = pypdf.Configuration(
    zlib_maximum_output_length=MOST_UNPACKED_BYTES,
    lzw_maximum_output_length=MOST_UNPACKED_BYTES,
    run_length_maximum_output_length=MOST_UNPACKED_BYTES,
    array_based_stream_maximum_output_length=MOST_UNPACKED_BYTES,
    stream_decoding_work_maximum_length=3 * MOST_UNPACKED_BYTES,
    page_tree_maximum_entries=1000,
    disable_legacy_handling=True,
)
# Whatever a page is drawn with; its parent and its place in the file are not part of what one sees.
DRAWN = ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Annots")
NOT_DRAWN = ("/Parent", "/P", "/StructParent", "/StructParents", "/Dest", "/Length", "/Filter", "/DecodeParms")


def read(path: Path) -> dict:
    """What is in the file, as far as it concerns a certificate."""
    pypdf.overwrite_configuration(LIMITS)
    reader = pypdf.PdfReader(path)
    if reader.is_encrypted:
        return {"refused": "encrypted"}
    pages = list(reader.pages[:MOST_PAGES])
    text = "\n".join(page.extract_text() for page in pages)
    return {
        "pages": len(reader.pages),
        "text": text[:MOST_LETTERS],
        "attachments": [base64.b64encode(data).decode() for data in attachments(reader)],
        "drawing": drawing(pages),
    }


def attachments(reader: pypdf.PdfReader) -> list[bytes]:
    """The first few files that travel inside; larger ones than any credential are left out."""
    found = []
    for attached in reader.attachment_list:
        data = attached.content
        if len(data) <= MOST_ATTACHED_BYTES:
            found.append(data)
        if len(found) == MOST_ATTACHMENTS:
            break
    return found


def drawing(pages: list) -> str:
    """A fingerprint of everything the pages are drawn with, wherever in the file it stands.

    Saving a file again keeps it; another letter, picture or font, or a note laid over the page, changes it.
    """
    seen: dict[tuple[int, int], int] = {}
    digest = hashlib.sha256()
    for page in pages:
        for key in DRAWN:
            _walk(page.get(key), key, digest, seen)
    return digest.hexdigest()


def _walk(value, key, digest, seen):
    if isinstance(value, IndirectObject):
        place = (value.idnum, value.generation)
        if place in seen:
            # The same thing again, or a circle: how many things ago says which.
            digest.update(b"again %d;" % seen[place])
            return
        seen[place] = len(seen)
        value = value.get_object()
    digest.update(f"{key}:{type(value).__name__};".encode())
    if isinstance(value, StreamObject):
        digest.update(hashlib.sha256(value.get_data()).digest())
    if isinstance(value, DictionaryObject):
        for name in sorted(set(value) - set(NOT_DRAWN)):
            _walk(value.raw_get(name), name, digest, seen)
    elif isinstance(value, ArrayObject):
        for index in range(len(value)):
            _walk(list.__getitem__(value, index), str(index), digest, seen)
    else:
        digest.update(repr(value).encode())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(read(Path(sys.argv[1]))))
