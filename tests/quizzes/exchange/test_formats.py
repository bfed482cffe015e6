"""A file is told by what is in it."""

import io

import openpyxl
import pytest

from quizzes.exchange.formats import FORMATS, recognise
from quizzes.exchange.outgoing import Outgoing
from quizzes.exchange.qti_writing import write
from quizzes.items import Item


def workbook():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


PACKAGE = write([Outgoing(Item("true_false", "电", {"is_true": True}))]).content


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", "电费？{=对 ~错}".encode("gb18030"), "gift"),
        ("a.txt", "::t::Q{T}".encode("utf-16"), "gift"),
        ("a.gift", b"only text", "gift"),
        ("a.txt", b"Q\nA. a\nB. b\nANSWER: B", "aiken"),
        ("a.dat", b"<?xml version='1.0'?>\n<!-- x --><quiz/>", "moodle"),
        ("a.xml", b"\xef\xbb\xbf<quiz>", "moodle"),
        ("a.xml", "<?xml version='1.0' encoding='UTF-16'?><quiz/>".encode("utf-16"), "moodle"),
        ("a.xml", b'<assessmentItem xmlns="x"/>', "qti"),
        ("a.xml", b'<imsqti:assessmentItem xmlns:imsqti="x"/>', "qti"),
        ("a.bin", PACKAGE, "qti"),
        ("a.xlsx", workbook(), None),
        ("a.txt", b"just a letter", None),
        ("a.xml", b"<html/>", None),
        ("a.txt", b"", None),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0", None),
    ],
)
def test_a_file_is_recognised(name, content, code):
    found = recognise(name, content)
    assert (found.code if found else None) == code


def test_every_format_reads_what_is_recognised_as_its_own():
    assert {one.code for one in FORMATS} == {"gift", "aiken", "moodle", "qti"}
    assert {one.code for one in FORMATS if one.write} == {"gift", "qti"}
    (found,) = recognise("a.zip", PACKAGE).read(PACKAGE)
    assert found.item.kind == "true_false"
