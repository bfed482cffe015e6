"""Files made to harm: nothing is fetched, nothing grows without bound, nothing raises."""

import io
import socket
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange import aiken, gift, moodle, qti_package, safe_xml, safe_zip
from quizzes.exchange.formats import FORMATS
from quizzes.exchange.plain_text import from_html, from_markdown
from quizzes.exchange.qti_media import inside

READERS = [gift.read, aiken.read, moodle.read, qti_package.read]
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><quiz>&c;</quiz>'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "{}">]><quiz>&x;</quiz>'


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a reader reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def quickly(read, content, seconds=2.0):
    started = time.process_time()
    found = read(content)
    assert time.process_time() - started < seconds
    return found


@pytest.mark.parametrize("read", [moodle.read, qti_package.read])
@pytest.mark.parametrize(
    "source",
    [
        LAUGHS,
        OUTSIDE.format("file:///etc/passwd"),
        OUTSIDE.format("http://127.0.0.1:9/x"),
        "<!DOCTYPE a SYSTEM 'x'><a/>",
    ],
)
def test_entities_and_document_types_are_refused(read, source):
    (found,) = quickly(read, source.encode())
    assert "for safety" in found.refusal


@pytest.mark.parametrize("read", [moodle.read, qti_package.read])
@pytest.mark.parametrize("source", ["<quiz>" + "<a>" * 200_000, "<quiz>" + "<a>" * 5000 + "</a>" * 5000 + "</quiz>"])
def test_deep_nesting_is_refused(read, source):
    (found,) = quickly(read, source.encode())
    assert "nested too deeply" in found.refusal


def test_endless_parts_are_refused(monkeypatch):
    monkeypatch.setattr(safe_xml, "MOST_ELEMENTS", 1000)
    (found,) = moodle.read(("<quiz>" + "<a/>" * 1001 + "</quiz>").encode())
    assert "too many parts" in found.refusal


GIFT_SIGNS = ["a", "{", "}", "=", "~", "#", "\\", "[id:", "\\[id:", "::", " ", "//", "%", "<a ", "&", "{}", "=->"]


@pytest.mark.parametrize(
    ("read", "sign"),
    [*((gift.read, sign) for sign in GIFT_SIGNS), (aiken.read, "A"), (aiken.read, "A. "), (aiken.read, "ANSWER: ")]
    + [(read, sign) for read in (moodle.read, qti_package.read) for sign in ("a", "<a ", "<!--", "<a>", "<")],
)
def test_ten_megabytes_on_one_line_take_seconds_not_hours(read, sign):
    quickly(read, (("" if sign[0] == "<" else "Q") + sign * (10 * 1024 * 1024 // len(sign))).encode(), 12)


@pytest.mark.parametrize("sign", ["<a ", "<!--", "<![CDATA[", "</", "<?", "&#", "<script>", "<", " ", "<ul>", "<sup>"])
def test_html_made_to_be_slow_is_read_in_one_go(sign):
    quickly(from_html, sign * (1_000_000 // len(sign)), 8)


@pytest.mark.parametrize("sign", ["*", "**a", "[", "![a](", "`", "__", "|---", "\\", "- ", "<a "])
def test_markdown_made_to_be_slow_is_read_in_one_go(sign):
    quickly(from_markdown, sign * (500_000 // len(sign)), 8)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"\x00" * 1000,
        b"\xff\xfe",
        b"\xff\xfea",
        b"\xff\xfe\x00\xd8",
        b"\xed\xa0\x80",
        b"PK\x03\x04",
        b"PK\x03\x04" + b"x" * 99,
        b"\xef\xbb\xbf",
        b"<",
        b"<quiz",
        b"<?xml version='1.0' encoding='utf-7'?><quiz/>",
        b"\x80\x81\xff",
    ],
)
def test_broken_bytes_are_said_to_be_broken(read, content):
    for found in read(content):
        assert found.item is None
        assert found.refusal


@pytest.mark.parametrize("read", READERS)
@given(content=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_whatever_bytes_come_the_answer_is_a_list(read, content):
    for found in read(content):
        assert bool(found.item) != bool(found.refusal)


@given(st.text("=~#%{}:\\->[]/.$ \nab1TF对*50", max_size=60))
def test_whatever_signs_of_gift_come_each_question_is_an_item_or_a_refusal(source):
    for found in gift.read(source.encode()):
        assert bool(found.item) != bool(found.refusal)


def zipped(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def manifest(href, count=1):
    one = f'<resource identifier="r" type="imsqti_item_xmlv2p2" href="{href}"/>'
    return f"<manifest><resources>{one * count}</resources></manifest>"


def test_a_zip_bomb_is_stopped_while_it_unpacks():
    files = {f"items/{n}.xml": bytes(11 * 1024 * 1024) for n in range(8)}
    resources = "".join(f'<resource type="imsqti_item_xmlv2p1" href="{name}"/>' for name in files)
    for bomb in (zipped(files), zipped({"imsmanifest.xml": f"<manifest>{resources}</manifest>", **files})):
        (found,) = quickly(qti_package.read, bomb, 4)
        assert "far more" in found.refusal


def test_a_bomb_that_lies_about_its_size_is_counted_as_it_unpacks(monkeypatch):
    monkeypatch.setattr(safe_zip, "UNPACKED_LEAST", 1000)
    monkeypatch.setattr(safe_zip, "UNPACKED_TIMES", 2)
    content = zipped({"imsmanifest.xml": manifest("a.xml"), "a.xml": b" " * 100_000})
    (found,) = qti_package.read(content)
    assert "far more" in found.refusal


def test_one_huge_part_is_passed_over(monkeypatch):
    monkeypatch.setattr(safe_zip, "MOST_ONE", 1000)
    (found,) = qti_package.read(zipped({"imsmanifest.xml": manifest("a.xml"), "a.xml": b"<a/>" + b" " * 2000}))
    assert "not in the package" in found.refusal


def test_too_many_files_are_refused(monkeypatch):
    monkeypatch.setattr(safe_zip, "MOST_FILES", 5)
    (found,) = qti_package.read(zipped({f"{n}.xml": b"<a/>" for n in range(6)}))
    assert "more than 5 files" in found.refusal


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_whose_growth_cannot_be_watched_are_not_unpacked(method):
    (found,) = qti_package.read(zipped({"imsmanifest.xml": manifest("a.xml"), "a.xml": b"<a/>"}, method))
    assert found.refusal


@pytest.mark.parametrize(
    "href", ["../a.xml", "/etc/passwd", "..\\a.xml", "C:/a.xml", "http://x/a.xml", "a/../../b.xml", "file:///a"]
)
def test_names_that_lead_out_lead_nowhere(href):
    assert inside("", href) == ""
    (found,) = qti_package.read(zipped({"imsmanifest.xml": manifest(href), href: b"<assessmentItem/>"}))
    assert found.item is None


def test_a_path_stays_inside_however_deep_the_item_lies():
    assert inside("items/one", "../../media/a.png") == "media/a.png"
    assert inside("items", "../../a.png") == ""
    assert inside("items", "%2e%2e/%2e%2e/a.png") == ""


@given(st.binary(max_size=400))
def test_a_damaged_package_is_a_sentence(noise):
    content = bytearray(
        zipped({"imsmanifest.xml": manifest("a.xml"), "a.xml": b"<assessmentItem><itemBody/></assessmentItem>"})
    )
    for place, value in zip(range(0, len(noise) - 1, 2), noise[1::2], strict=False):
        content[4 + noise[place] % (len(content) - 4)] = value
    for found in qti_package.read(bytes(content)):
        assert bool(found.item) != bool(found.refusal)


def test_script_never_gets_into_a_text():
    source = "[html]<p onclick=alert(1)>a<script>alert(1)</script><svg/onload=alert(1)>b<iframe src=x>c</iframe></p>{T}"
    (found,) = gift.read(source.encode())
    assert found.item.stem == "ab"


def test_every_format_says_what_it_is_called():
    assert all(str(one.label) and one.endings for one in FORMATS)


def test_many_gaps_with_many_choices_are_not_multiplied_out():
    boxes = "<dragbox><text>x</text><group>1</group></dragbox>" * 900
    text = f"<questiontext><text>{'[[1]]' * 9000}</text></questiontext>"
    source = f"<quiz><question type='ddwtos'>{text}{boxes}</question></quiz>"
    (found,) = quickly(moodle.read, source.encode())
    assert "more gaps" in found.refusal


def test_a_match_of_thousands_takes_no_square_of_the_time():
    def side(letter):
        choices = "".join(
            f'<simpleAssociableChoice identifier="{letter}{n}" matchMax="1">{n}</simpleAssociableChoice>'
            for n in range(5000)
        )
        return f"<simpleMatchSet>{choices}</simpleMatchSet>"

    pairs = "".join(f"<value>L{n} R{n // 2}</value>" for n in range(5000))
    source = (
        '<assessmentItem><responseDeclaration identifier="R" cardinality="multiple"><correctResponse>'
        f'{pairs}</correctResponse></responseDeclaration><itemBody><div data-kind="categorise"><p>?</p>'
        f'<matchInteraction responseIdentifier="R">{side("L")}{side("R")}</matchInteraction></div></itemBody>'
        "</assessmentItem>"
    )
    (found,) = quickly(qti_package.read, source.encode(), 8)
    assert len(found.item.body["categories"]) == 5000
