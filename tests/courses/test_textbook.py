"""The printed book: what is on its pages, in which order, and that no text can change or break it."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
import segno
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject

from core.typesetting import NO_TYPE, lacking, printable, qr_svg
from courses.book_index import IndexLine, english_index, pinyin_index, pinyin_key
from courses.rich_text import Heading, Items, Paragraph, Rule, read
from courses.textbook import (
    PHONETIC,
    contents_depth,
    ordinal,
    origin_of,
    page_count,
    print_textbook,
    smaller,
)
from courses.textbook_parts import (
    Advice,
    Chapter,
    Check,
    Choice,
    Dialogue,
    Drill,
    Figure,
    Film,
    Note,
    Phrase,
    Sign,
    Term,
    Textbook,
    Turn,
)

DAY = date(2026, 11, 25)
ADDRESS = "https://hall.example/phrasebook/phrase/en-p01/"
HOSTILE = '#let x = 1; #panic() \\ " \' $a$ @b *c* _d_ `e` <f> [g] {h} = i // j /* k #image("/etc/passwd")'
RARE = "龚䶮𬘭"


def a_picture(size=(64, 48), mode="RGB"):
    drawn = io.BytesIO()
    Image.new(mode, size).save(drawn, "PNG")
    return drawn.getvalue()


def a_phrase(key="p1", **fields):
    return Phrase(**{"key": key, "text": "您好，请坐。", "english": "Please take a seat.", **fields})


def a_book(*parts, **fields):
    chapters = (Chapter("迎客", tuple(parts), "Greeting", "一句话", "One sentence"),)
    defaults = {
        "title": "营业厅英语",
        "title_en": "English at the Counter",
        "organisation": "嘉兴供电（示例）",
        "organisation_en": "Jiaxing Power Supply (example)",
        "edition": 3,
        "printed_on": DAY,
        "division": "lesson",
        "chapters": chapters,
    }
    return Textbook(**{**defaults, **fields})


FULL = a_book(
    *read(
        "<h2>第一句话</h2><p>先<b>问好</b>，再说 <a href='https://hall.example/x'>业务</a>。</p><ul><li>一<ol><li>二</li></ol></li></ul><hr>"
    ),
    a_phrase(
        pinyin="nín hǎo, qǐng zuò; nǚ lǜ",
        ipa="/ʃʒθðəɪʊˈŋɔːæʌ/",
        when="客户来时",
        avoid="“坐下！”",
        address=ADDRESS,
        draft=True,
    ),
    Sign(
        "s1", "电费", "https://hall.example/phrasebook/sign/s1/", meaning_en="electricity bill", source="GF 0020-2018"
    ),
    Sign("s2", "数字", "https://hall.example/phrasebook/sign/s2/", state="placeholder", still=a_picture()),
    Dialogue(
        "d1",
        "电费太高",
        "https://hall.example/phrasebook/dialogue/d1/",
        situation="夏天",
        turns=(Turn("customer", "太高了！", "Too high!"), Turn("clerk", "我看一下。", "Let me look.")),
        choices=(Choice(2, "poor", "不归我管。", "把客户推走了。", reply="客户走了。"),),
    ),
    Advice(("抬头",), ("低头",)),
    Note("rule", "期限", "只说期限。"),
    Check("先做什么？", ("问好", "要证件"), (0,), "先让客户安心。"),
    Drill(("listen", "order"), "https://hall.example/learn/x/"),
    a_phrase(),
    Film("取号", "https://hall.example/learn/x/", still=a_picture()),
    Figure(a_picture(mode="RGBA"), caption="大厅"),
    Term("t1", "峰谷电价", "按时段计价。", "Peak tariff", "fēnggǔ diànjià"),
    cover=a_picture((160, 90)),
    terms=(Term("t1", "峰谷电价", "按时段计价。", "Peak tariff", "fēnggǔ diànjià"),),
    revisions={"phrase:1": 12, "page:4": 30},
    demonstration=True,
)


@pytest.fixture(scope="module")
def full():
    return print_textbook(FULL)


def reader_of(pdf):
    return PdfReader(io.BytesIO(pdf))


def squeezed(text):
    return "".join(text.split())


def text_of(pdf):
    return squeezed("".join(page.extract_text() for page in reader_of(pdf).pages))


def test_every_word_is_printed(full):
    printed = text_of(full)
    for words in [
        *("营业厅英语", "English at the Counter", "嘉兴供电（示例）", "第3版", "3rd edition", "2026年11月25日"),
        *(
            "25 November 2026",
            "最新修订号30",
            origin_of(FULL.revisions)["sum"],
            "人物和数字均为虚构",
            "第一课",
            "Lesson 1",
        ),
        *(
            "迎客",
            "Greeting",
            "第一句话",
            "先问好，再说业务。",
            "您好，请坐。",
            "nín hǎo, qǐng zuò; nǚ lǜ*",
            "Please take a seat.",
        ),
        *("/ʃʒθðəɪʊˈŋɔːæʌ/*", "客户来时", "坐下！", "电费", "electricity bill", "GF 0020-2018", "待拍摄", "示意占位"),
        *(
            "电费太高",
            "太高了！",
            "Too high!",
            "我看一下。",
            "不归我管。",
            "把客户推走了。",
            "客户走了。",
            "抬头",
            "低头",
            "期限",
        ),
        *(
            "先做什么？",
            "要证件",
            "先让客户安心。",
            "听、读、录、比",
            "取号",
            "大厅",
            "峰谷电价",
            "按时段计价。",
            "术语表",
            "参考答案",
        ),
        *("索引（按拼音）", "英语索引", "目录"),
    ]:
        assert squeezed(words) in printed, words


def test_a_repeated_entry_is_printed_once_and_pointed_at_afterwards(full):
    # In full, where it is repeated, and in the index.
    assert text_of(full).count(squeezed("您好，请坐。")) == 3
    assert text_of(full).count(squeezed("客户来时")) == 1


def test_the_reader_finds_title_language_bookmarks_and_tags(full):
    reader = reader_of(full)
    root = reader.trailer["/Root"]
    assert reader.metadata.title == "营业厅英语"
    assert reader.metadata.author == "嘉兴供电（示例）"
    assert root["/Lang"].lower().startswith("zh")
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    declared = root["/Metadata"].get_data()
    assert b"pdfaid:part" in declared
    assert b"pdfuaid:part" in declared
    flat = [entry for entry in reader.outline if not isinstance(entry, list)]
    assert [squeezed(entry.title) for entry in flat] == ["迎客", "术语表", "参考答案", "索引（按拼音）", "英语索引"]
    assert [entry.title for entry in reader.outline[1]] == ["第一句话"]


def test_every_font_is_embedded(full):
    fonts = {}
    for page in reader_of(full).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            fonts[font["/BaseFont"]] = inner["/FontDescriptor"].get_object()
    assert {name.partition("+")[2].removesuffix("-Identity-H") for name in fonts} >= {
        "NotoSerifSC-Regular",
        "NotoSansSC-Regular",
        "NotoSans-Regular",
    }
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in fonts.values())


@pytest.mark.parametrize(("paper", "points"), [("a5", (420, 595)), ("a4", (595, 842))])
def test_pages_have_the_size_that_was_ordered(full, paper, points):
    pdf = full if paper == "a5" else print_textbook(replace(FULL, paper="a4"))
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader_of(pdf).pages}
    assert sizes == {points}
    assert page_count(pdf) == len(reader_of(pdf).pages)


def test_contents_and_index_lead_to_the_page_on_which_the_thing_stands(full):
    reader = reader_of(full)
    pages = [squeezed(page.extract_text()) for page in reader.pages]
    where = next(number for number, text in enumerate(pages, start=1) if "第一课" in text and "目录" not in text)
    contents = next(text for text in pages if "目录" in text)
    assert re.search(r"迎客Greeting(\d+)", contents)[1] == str(where), contents
    index = next(text for text in pages if "索引（按拼音）" in text and "目录" not in text)
    assert re.search(r"电费太高(\d+)", index)
    number = int(re.search(r"电费太高(\d+)", index)[1])
    assert "太高了！" in pages[number - 1]


def test_codes_are_large_enough_lead_home_and_draw_the_matrix_of_their_address(full):
    links = {}
    for page in reader_of(full).pages:
        for link in page.get("/Annots", ArrayObject()):
            action = link.get_object().get("/A")
            if action and "/URI" in action:
                box = [float(edge) for edge in link.get_object()["/Rect"]]
                links.setdefault(action["/URI"], []).append(min(box[2] - box[0], box[3] - box[1]))
    assert max(links[ADDRESS]) >= 15 / 25.4 * 72 - 0.5
    assert set(links) >= {"https://hall.example/phrasebook/sign/s1/", "https://hall.example/phrasebook/dialogue/d1/"}
    assert matrix_of(qr_svg(ADDRESS)) == [
        list(map(bool, row)) for row in segno.make(ADDRESS, error="m", micro=False).matrix
    ]


def matrix_of(svg):
    """The modules an SVG of segno draws: one horizontal stroke after another, on a grid of whole numbers."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    rows = [[False] * size for _row in range(size)]
    x = y = 0
    for command, first, second in re.findall(
        r"([MmhH])\s*(-?[\d.]+)(?:[ ,](-?[\d.]+))?", re.search(r' d="([^"]+)"', svg)[1]
    ):
        if command in "Mm":
            x, y = (x, y) if command == "m" else (0, 0)
            x, y = x + int(float(first)), y + float(second)
        else:
            for place in range(x, x + int(first)):
                rows[int(y)][place] = True
            x += int(first)
    return rows


@pytest.mark.parametrize(
    "hostile", [HOSTILE, RARE, "a" * 300, "𠮷" * 3, "😀👩‍👩‍👧 \u202e逆\u0000\ue000\ufffe", "= 标题\n- 列\n+ 一"]
)
def test_no_text_can_change_or_break_the_book(hostile):
    book = a_book(
        a_phrase(text=hostile, english=hostile, pinyin=hostile, when=hostile, avoid=hostile, ipa=hostile),
        Sign(hostile, hostile, ADDRESS, meaning_en=hostile, usage=hostile),
        Dialogue("d", hostile, ADDRESS, turns=(Turn("clerk", hostile, hostile),)),
        Note("tip", hostile, hostile),
        title=hostile[:100],
        organisation=hostile,
    )
    printed = text_of(print_textbook(book))
    wanted = squeezed(printable(hostile.translate({ord(letter): "" for letter in lacking(hostile, str(PHONETIC))})))
    if hostile in (HOSTILE, RARE):
        assert wanted[:40] in printed


def test_what_no_font_holds_is_marked_and_the_book_is_printed_all_the_same(monkeypatch):
    from courses import textbook

    real = textbook.fonts
    monkeypatch.setattr(textbook, "fonts", lambda *folders, machine_too=False: real(*folders))
    printed = text_of(print_textbook(a_book(a_phrase(text="𡨴老师您好", ipa="/həˈləʊ/"))))
    assert f"{NO_TYPE}老师您好" in printed
    assert "/həˈləʊ/" in printed


TEXT = st.text(max_size=40)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXT, TEXT, TEXT)
# A mark that stands on another letter and that no face has.
@example("", "", "ꀀ𑐵")
def test_any_text_at_all_makes_a_book(one, two, three):
    book = a_book(
        a_phrase(text=one, english=two, pinyin=three), *read(one), Term("t", two, three, name_en=one), title=three
    )
    assert page_count(print_textbook(book)) >= 4


def test_an_empty_book_and_one_of_terms_alone_are_books():
    assert page_count(print_textbook(a_book(chapters=(), terms=(Term("t", "电", "能"),)))) >= 4
    assert page_count(print_textbook(a_book(title_en="", organisation="", organisation_en=""))) >= 3


def test_progress_tells_each_entry_once():
    told = []
    print_textbook(a_book(a_phrase("a"), a_phrase("b"), a_phrase("a")), told.append)
    assert told == [1, 2]


# The index


def lines(*texts):
    return list(enumerate((IndexLine(text) for text in texts), start=1))


def test_the_index_follows_the_order_of_pinyin_and_not_of_code_points():
    groups = pinyin_index(lines("坐下", "电费", "安全", "阿姨", "办理", "App缴费", "95598热线"))
    assert [group["letter"] for group in groups] == ["A", "B", "D", "Z", "#"]
    assert [row["text"] for row in groups[0]["rows"]] == ["安全", "App缴费", "阿姨"]


def test_the_reading_an_author_corrected_decides():
    assert pinyin_key(IndexLine("长安", "cháng'ān")) == "changan"
    assert pinyin_index([(1, IndexLine("长大", "zhǎngdà"))])[0]["letter"] == "Z"
    assert pinyin_key(IndexLine("女", "nǚ")) > pinyin_key(IndexLine("怒", "nù"))


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=12))
def test_an_index_loses_nothing_and_is_in_order(pairs):
    entries = [(number, IndexLine(text, "", english)) for number, (text, english) in enumerate(pairs, start=1)]
    by_pinyin, by_english = pinyin_index(entries), english_index(entries)
    assert sorted(row["to"] for group in by_pinyin for row in group["rows"]) == [number for number, _line in entries]
    assert sum(len(group["rows"]) for group in by_english) == sum(1 for _text, english in pairs if english)
    letters = [group["letter"] for group in by_pinyin]
    assert letters == sorted(set(letters), key=lambda letter: (letter == "#", letter))


def test_the_english_index_ignores_case_and_quotation_marks():
    groups = english_index(
        [(1, IndexLine("甲", "", "“Hello.”")), (2, IndexLine("乙", "", "here")), (3, IndexLine("丙"))]
    )
    assert [[row["text"] for row in group["rows"]] for group in groups] == [["“Hello.”", "here"]]


# The text of lessons


def test_rich_text_keeps_what_a_reader_sees():
    pieces = read(
        "<h2>头</h2><p>开口<b>标准 <i>用</i></b>先\n要</p><ol><li>一<ul><li>里</li></ul></li></ol><hr/><h4>小</h4>"
    )
    assert [type(piece) for piece in pieces] == [Heading, Paragraph, Items, Rule, Heading]
    assert "".join(span.text for span in pieces[1].spans) == "开口标准 用先 要"
    assert [span.strong for span in pieces[1].spans] == [False, True, True, False]
    assert pieces[2].ordered
    assert not pieces[2].items[0].lists[0].ordered
    assert (pieces[0].level, pieces[4].level) == (2, 3)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//elsewhere", "data:text/html,x", "http://[", " "])
def test_only_addresses_that_may_be_followed_become_links(address):
    (paragraph,) = read(f'<p><a href="{address}">字</a></p>', "https://hall.example")
    assert paragraph.spans[0].href == ""


def test_addresses_of_our_own_are_made_whole():
    (paragraph,) = read('<p><a href="/learn/x/">字</a></p>', "https://hall.example")
    assert paragraph.spans[0].href == "https://hall.example/learn/x/"


def test_scripts_and_comments_are_not_read():
    assert read("<script>alert(1)</script><style>p{}</style><!-- x --><p> </p>") == ()


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<h2>",
        "</h2>",
        "<br>",
        "<hr>",
        "字",
        " ",
        "a&lt;b",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_html_is_read_without_losing_a_letter(html):
    def letters(piece):
        if isinstance(piece, Items):
            return "".join(
                "".join(span.text for span in item.spans) + "".join(map(letters, item.lists)) for item in piece.items
            )
        return "".join(span.text for span in getattr(piece, "spans", ()))

    assert "".join(map(letters, read(html))).count("字") == html.count("字")


# Small things


def test_pictures_are_made_small_and_what_is_none_is_left_out():
    assert smaller(b"no picture", 100) is None
    with Image.open(io.BytesIO(smaller(a_picture((900, 300)), 300))) as made:
        assert made.size == (300, 100)
        assert made.format == "JPEG"


def test_editions_are_counted_in_english():
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th")
    ]


def test_another_revision_is_another_sum():
    assert origin_of({"a": 1, "b": 2}) == origin_of({"b": 2, "a": 1})
    assert origin_of({"a": 1})["sum"] != origin_of({"a": 2})["sum"]
    assert origin_of({}) == {"count": 0, "newest": 0, "sum": origin_of({})["sum"]}


def test_sections_are_in_the_contents_while_they_fit():
    section = Heading(2, ())
    assert contents_depth(a_book(section, section)) == 2
    assert contents_depth(a_book(*[section] * 40)) == 1
