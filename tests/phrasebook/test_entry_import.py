"""Entries out of tables and into tables again."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from people.importing import squeezed
from people.roles import Role
from people.tables import read_tables, write_book, write_csv
from phrasebook import imports
from phrasebook.entry_plan import Known, Surroundings, make_plan
from phrasebook.entry_table import rows_of
from phrasebook.importing import NoHeader, NoSheet, Record, parse
from phrasebook.models import Choice, Dialogue, EntryImport, Phrase, Sign, Term, Turn
from phrasebook.problems import SENTENCES, sentence
from phrasebook.sheets import LABELS, MODELS, column_words, columns

from .factories import make_dialogue, make_phrase, make_scenario, make_sign, make_term

MOST = 5 * 1024 * 1024
NOW = timezone.now()
PHRASES = ["代号", "情景", "中文", "拼音", "英文", "语气"]
DIALOGUES = ["这一行是", "代号", "情景", "标题", "英文标题", "谁说", "中文", "英文"]
DIALOGUES += ["第几句", "好坏", "点评", "点评英文", "下一句"]
UPLOAD = reverse("phrasebook_cms:import")


@pytest.fixture
def chief(person):
    return person(Role.CHIEF_TRAINER)


@pytest.fixture
def bills(db):
    return make_scenario(slug="bills", name="缴费", name_en="Paying")


def book(**sheets):
    """The bytes of a workbook; a sheet is a list of rows."""
    out, made = io.BytesIO(), openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(out)
    return out.getvalue()


def start(owner, data=None, kind="", file_name="entries.xlsx", now=NOW, **sheets):
    return imports.start_import(
        owner=owner, file_name=file_name, data=data or book(**sheets), kind=kind, most_bytes=MOST, now=now
    )


def apply(entry_import, by, publish=False):
    return imports.apply_import(entry_import=entry_import, by=by, publish=publish, now=NOW)


def outcomes(entry_import):
    return [step["outcome"] for step in entry_import.rows]


def codes(entry_import):
    return [[problem["code"] for problem in step["problems"]] for step in entry_import.rows]


def phrase(key="sp-1", text="请慢走。", english="Goodbye.", pinyin="", scenario="缴费", register="标准"):
    return [key, scenario, text, pinyin, english, register]


def scene(*rows, key="d-1", scenario="缴费", title="缴费", title_en="Paying"):
    return [DIALOGUES, ["对话", key, scenario, title, title_en], *rows]


TURNS = [
    ["对白", "", "", "", "", "客户", "电费多少？", "How much?"],
    ["对白", "", "", "", "", "营业员", "请告诉我户号。", "Your number, please."],
]
CHOICE = ["选择", "d-1", "", "", "", "", "不知道。", "No idea.", 2, "不要这样说", "不礼貌。", "Not polite.", ""]


# ---- understanding


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", MODELS)
def test_the_headings_of_the_pattern_are_read_in_both_languages(db, kind, language):
    with translation.override(language):
        header = [str(column.label) for column in columns(kind).values()]
    words = [column_words(kind).get(squeezed(word)) for word in header]
    assert words == list(columns(kind)), "two columns of a sheet must not be called the same"
    assert all(label in LABELS for label in columns(kind))


def test_a_dry_run_tells_every_entry_and_writes_nothing(chief, bills):
    make_phrase(key="old", text="旧的一句", scenario=bills)
    make_phrase(key="same", text="一样。", english="Same.", scenario=bills)
    rows = [
        phrase(),
        phrase("old", "新的一句", "Please take a seat."),
        phrase("same", "一样。", "Same."),
        phrase("bad key"),
    ]
    dry = start(chief, 用语=[["营业厅常用语"], [], PHRASES, *rows])
    assert outcomes(dry) == ["new", "changed", "unchanged", "refused"]
    assert dry.rows[1]["changes"] == {"text": ["旧的一句", "新的一句"]}
    assert dry.rows[0]["record"]["rows"] == [4]
    assert imports.counts(dry) == {"new": 1, "changed": 1, "unchanged": 1, "refused": 1}
    assert Phrase.objects.count() == 2


def test_all_four_kinds_come_from_one_workbook_and_a_second_time_nothing_changes(chief, bills):
    sheets = {
        "用语": [PHRASES, phrase()],
        "Signs": [["key", "scenario", "meaning", "English meaning"], ["s-1", "bills", "电费", "bill"]],
        "对话": [*scene(*TURNS, CHOICE)],
        "术语": [
            ["代号", "情景", "术语", "英文术语", "解释", "英文解释"],
            ["t-1", "Paying", "户号", "customer number", "编号", "The number."],
        ],
        "备注": [["随便写"]],
    }
    dry = start(chief, **sheets)
    assert outcomes(dry) == ["new"] * 4
    assert dry.ignored_columns == ["备注"]
    apply(dry, chief)
    dialogue = Dialogue.objects.get(key="d-1").get_latest_revision_as_object()
    assert [(turn.role, turn.text) for turn in dialogue.turns.all()] == [
        ("customer", "电费多少？"),
        ("clerk", "请告诉我户号。"),
    ]
    assert (dialogue.choices.get().at_turn, dialogue.choices.get().leads_to) == (2, None)
    assert Sign.objects.get(key="s-1").status == Sign.Status.TO_FILM
    assert outcomes(start(chief, **sheets)) == ["unchanged"] * 4


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (phrase(scenario="月球"), "scenario-unknown"),
        (phrase(scenario="双名"), "scenario-twice"),
        (phrase(english=""), "missing"),
        (phrase(text=""), "missing"),
        (phrase(scenario=""), "missing"),
        (phrase(key=""), "no-key"),
        (phrase(key="有空 格"), "key-shape"),
        (phrase(key="k" * 41), "key-shape"),
        (phrase(text="长" * 201), "too-long"),
        (phrase(text="=1+1"), "formula"),
        (phrase(register="随便"), "unknown-word"),
    ],
)
def test_a_row_is_refused_with_its_reason(chief, bills, row, code):
    for _twice in range(2):
        make_scenario(name="双名")
    dry = start(chief, 用语=[PHRASES, row])
    assert codes(dry) == [[code]]
    (problem,) = dry.rows[0]["problems"]
    assert problem["row"] == 2
    said = sentence(problem, "phrase", "缴费")
    assert "%(" not in said


def test_a_control_character_is_refused_and_a_rare_character_is_kept(chief, bills):
    rows = [PHRASES, phrase("a", "请\x07慢走"), phrase("b", "请𬘭𠮷㐂先生　稍等。")]
    dry = start(chief, write_csv(rows), file_name="用语.csv")
    assert codes(dry) == [["control-character"], []]
    apply(dry, chief)
    assert Phrase.objects.get(key="b").text == "请𬘭𠮷㐂先生　稍等。"


def test_a_key_that_stands_twice_is_refused_everywhere(chief, bills):
    assert codes(start(chief, 用语=[PHRASES, phrase("A-1"), phrase("a-1"), phrase("b")])) == [
        ["twice-in-file"],
        ["twice-in-file"],
        [],
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_any_encoding_and_its_kind_is_chosen(chief, bills, encoding):
    data = "\r\n".join(",".join(row) for row in [PHRASES, phrase()]).encode(encoding)
    with pytest.raises(NoSheet):
        start(chief, data, file_name="a.csv")
    apply(start(chief, data, "phrase", "a.csv"), chief)
    assert Phrase.objects.get().text == "请慢走。"


def test_a_sheet_without_headings_is_named(chief):
    with pytest.raises(NoHeader, match="用语"):
        start(chief, 用语=[["请慢走。", "Goodbye."]])


# ---- dialogues


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([TURNS[0]], "too-few-turns"),
        ([TURNS[0], [*TURNS[1][:7], ""]], "missing-in-turn"),
        ([*TURNS, [*CHOICE[:8], 1, *CHOICE[9:]]], "scene"),
        ([*TURNS, [*CHOICE[:12], 9]], "scene"),
        ([*TURNS, [*CHOICE[:11], ""]], "missing-in-choice"),
        ([*TURNS, [*CHOICE[:8], "二", *CHOICE[9:]]], "no-number"),
    ],
)
def test_a_scene_that_cannot_be_played_is_refused(chief, bills, rows, code):
    dry = start(chief, 对话=scene(*rows))
    assert code in codes(dry)[0]
    assert all("%(" not in sentence(problem, "dialogue") for problem in dry.rows[0]["problems"])


def test_rows_belong_to_the_dialogue_they_name_else_to_the_one_above(chief, bills):
    second = [["对话", "d-2", "缴费", "另一段", "Another"], *TURNS, ["选择", "d-1", *CHOICE[2:]]]
    dry = start(chief, 对话=[*scene(*TURNS), *second])
    assert [(len(step["record"]["turns"]), len(step["record"]["choices"])) for step in dry.rows] == [(2, 1), (2, 0)]
    assert outcomes(dry) == ["new", "new"]


def test_rows_without_a_dialogue_and_words_beside_a_title_are_refused(chief, bills):
    assert codes(start(chief, 对话=[DIALOGUES, TURNS[0]]))[0][0] == "no-dialogue"
    beside = ["对话", "d-1", "缴费", "缴费", "Paying", "客户", "电费多少？", "How much?"]
    assert "said-beside-title" in codes(start(chief, 对话=[DIALOGUES, beside, *TURNS]))[0]


def test_turns_of_the_file_take_the_place_of_the_old_ones_and_a_title_alone_leaves_them(chief, bills):
    apply(start(chief, 对话=scene(*TURNS, CHOICE)), chief)
    apply(start(chief, 对话=scene(title="缴电费")), chief)
    dialogue = Dialogue.objects.get().get_latest_revision_as_object()
    assert (dialogue.title, len(dialogue.turns.all()), len(dialogue.choices.all())) == ("缴电费", 2, 1)
    longer = [*TURNS, ["对白", "", "", "", "", "客户", "好。", "All right."]]
    apply(start(chief, 对话=scene(*longer, title="缴电费")), chief)
    dialogue = Dialogue.objects.get().get_latest_revision_as_object()
    assert (len(dialogue.turns.all()), len(dialogue.choices.all())) == (3, 0)


# ---- writing


def test_entries_become_drafts_with_drafted_readings_and_a_log(chief, bills):
    apply(start(chief, 用语=[PHRASES, phrase()]), chief)
    made = Phrase.objects.get()
    assert (made.live, made.pinyin, made.readings_checked) == (False, "qǐng màn zǒu.", False)
    assert made.ipa.startswith("/")
    assert made.latest_revision.user == chief
    assert ModelLogEntry.objects.filter(action="phrasebook.import", user=chief).count() == 1
    assert ModelLogEntry.objects.filter(action="wagtail.create", user=chief).count() == 1


def test_a_published_entry_stays_as_it_is_until_its_change_is_published(chief, bills):
    make_phrase(key="sp-1", scenario=bills)
    apply(start(chief, 用语=[PHRASES, phrase()]), chief)
    made = Phrase.objects.get()
    assert (made.text, made.has_unpublished_changes) == ("您好，请坐。", True)
    assert made.get_latest_revision_as_object().text == "请慢走。"


def test_who_may_publish_publishes_but_never_what_somebody_else_was_changing(chief, bills):
    drafted = make_phrase(key="drafted", scenario=bills)
    drafted.when = "别人还在写"
    drafted.save_revision()
    make_phrase(key="live", scenario=bills)
    apply(start(chief, 用语=[PHRASES, phrase("new"), phrase("live"), phrase("drafted")]), chief, publish=True)
    texts = dict(Phrase.objects.filter(live=True).values_list("key", "text"))
    assert texts == {"new": "请慢走。", "live": "请慢走。", "drafted": "您好，请坐。"}
    newest = Phrase.objects.get(key="drafted").get_latest_revision_as_object()
    assert (newest.text, newest.when) == ("请慢走。", "别人还在写")


def test_a_trainer_publishes_nothing_whatever_is_asked(person, bills):
    trainer = person(Role.TRAINER)
    apply(start(trainer, 用语=[PHRASES, phrase()]), trainer, publish=True)
    assert not Phrase.objects.filter(live=True).exists()


def test_a_second_click_finds_it_done(chief, bills):
    dry = start(chief, 用语=[PHRASES, phrase()])
    first, second = apply(dry, chief), apply(dry, chief)
    assert first.applied_at == second.applied_at
    assert Phrase.objects.count() == 1
    assert ModelLogEntry.objects.filter(action="phrasebook.import").count() == 1


def test_two_clicks_at_the_same_moment_write_the_entries_once(racing_db, person):
    chief, bills = person(Role.CHIEF_TRAINER), make_scenario(name="缴费")
    make_phrase(key="old", scenario=bills)
    dry = start(chief, 用语=[PHRASES, phrase("new"), phrase("old")])
    answers = racing_db.together(2 * [lambda: apply(dry, chief)])
    assert [type(answer) for answer in answers] == [EntryImport, EntryImport]
    assert Phrase.objects.count() == 2
    assert Phrase.objects.get(key="old").revisions.count() == 2
    assert Phrase.objects.get(key="new").revisions.count() == 1


def test_nothing_is_written_when_an_entry_changed_in_between(chief, bills):
    entry = make_phrase(key="old", scenario=bills)
    dry = start(chief, 用语=[PHRASES, phrase("new"), phrase("old")])
    entry.text = "刚刚有人改过"
    entry.save_revision()
    with pytest.raises(imports.EntriesChanged):
        apply(dry, chief)
    assert not Phrase.objects.filter(key="new").exists()
    dry.refresh_from_db()
    assert dry.rows[1]["changes"]["text"][0] == "刚刚有人改过"
    assert apply(dry, chief).applied_at


def test_locked_reviewed_and_scheduled_entries_are_left_alone(chief, person, bills):
    make_phrase(key="locked", scenario=bills, locked=True)
    waiting = make_phrase(key="waiting", scenario=bills)
    waiting.save_revision()
    waiting.get_workflow().start(waiting, person(Role.TRAINER))
    scheduled = make_phrase(key="scheduled", scenario=bills, live=False)
    scheduled.save_revision(approved_go_live_at=NOW + timezone.timedelta(days=3))
    rows = [phrase("locked"), phrase("waiting"), phrase("scheduled")]
    assert codes(start(chief, 用语=[PHRASES, *rows])) == [["locked"], ["in-review"], ["scheduled"]]


def test_changed_words_make_checked_readings_a_draft_again(chief, bills):
    read = {"pinyin": "nín hǎo", "ipa": "/həˈloʊ/", "readings_checked": True}
    make_phrase(key="sp-1", scenario=bills, **read)
    dry = start(chief, 用语=[PHRASES, phrase()])
    assert dry.rows[0]["changes"]["readings_checked"] == [True, False]
    apply(dry, chief)
    assert not Phrase.objects.get().get_latest_revision_as_object().readings_checked


def test_readings_are_not_checked_by_a_file_that_has_none(chief, bills):
    header = [*PHRASES, "拼音和读音已核对", "英语读音"]
    dry = start(chief, 用语=[[*PHRASES, "checked", "ipa"], [*phrase(), "是", ""], [*phrase("b"), True, "/EV*/"]])
    assert codes(dry) == [["readings-not-whole"], ["readings-not-whole"]]
    assert len(header) == len(PHRASES) + 2


def test_a_forgotten_dry_run_is_forgotten_after_a_day(chief, bills):
    old = start(chief, 用语=[PHRASES, phrase()])
    start(chief, now=NOW + timezone.timedelta(days=2), 用语=[PHRASES, phrase()])
    assert not EntryImport.objects.filter(pk=old.pk).exists()


def test_reading_a_file_costs_the_same_for_one_entry_and_many(chief, bills, django_assert_max_num_queries):
    for count in (1, 150):
        rows = [phrase(f"k-{number}") for number in range(count)]
        with django_assert_max_num_queries(12):
            dry = start(chief, 用语=[PHRASES, *rows])
        assert len(dry.rows) == count


# ---- out again


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", MODELS)
def test_an_export_read_back_changes_nothing(client_as, chief, bills, kind, language):
    twin = make_scenario(name="双名")
    make_scenario(name="双名")
    fill(kind, bills, twin)
    client = client_as(user=chief)
    address = reverse(f"wagtailsnippets_phrasebook_{kind}:list")
    for ending in ("xlsx", "csv"):
        answer = client.get(address, {"export": ending}, headers={"accept-language": language})
        assert answer.status_code == 200
        name = "a.xlsx" if ending == "xlsx" else "a.csv"
        dry = start(chief, answer.content, kind, name)
        assert outcomes(dry) == ["unchanged"] * 3
        assert dry.ignored_columns == []


def fill(kind, bills, twin):
    """Three entries with all that is hard to write down: what looks like a formula, breaks of lines, no English."""
    if kind == "phrase":
        make_phrase(key="a", text="=1+1", english="+86 573", scenario=bills, register="warm", ipa="/EV*/")
        make_phrase(key="b", text="'=引号", when="-1", scenario=twin, live=False)
        drafted = make_phrase(key="c", readings_checked=True, ipa="/həˈloʊ/", scenario=bills)
        drafted.text = "草稿里的“话”,逗号"
        drafted.save_revision()
    elif kind == "sign":
        make_sign(key="a", meaning_en="", scenario=bills, how_made="第一行\n第二行", origin="national")
        make_sign(key="b", meaning="@", scenario=twin)
        make_sign(key="c", scenario=bills, source="GF 0020—2018")
    elif kind == "term":
        make_term(key="a", scenario=bills, explanation="一\n二", explanation_en="")
        make_term(key="b", scenario=twin, name_en="+")
        make_term(key="c", scenario=bills, pinyin="fēnggǔ")
    else:
        make_dialogue(key="a", scenario=bills)
        said = {"at_turn": 2, "text": "=不知道", "feedback": "不礼貌", "leads_to": 0, "quality": "acceptable"}
        made = make_dialogue(
            key="b", turns=4, scenario=twin, choices=[Choice(**said), Choice(**said | {"leads_to": None})]
        )
        made.turns = [*made.turns.all(), Turn(sort_order=9, role="customer", text="没有英文")]
        made.save_revision()
        make_dialogue(key="c", scenario=bills, situation="-")


def test_the_export_holds_what_the_list_was_narrowed_down_to_and_no_formula(client_as, bills):
    make_phrase(text="=1+1", key="kept", scenario=bills)
    make_phrase(text="别的", key="left")
    address = reverse("wagtailsnippets_phrasebook_phrase:list")
    client = client_as(Role.TRAINER)
    data = client.get(address, {"export": "xlsx", "scenario": bills.pk}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows())
    assert len(rows) == 2
    assert {cell.data_type for row in rows for cell in row if cell.value} == {"s"}
    assert "'=1+1" in [cell.value for cell in rows[1]]


def test_an_export_costs_the_same_for_one_entry_and_many(chief, bills, django_assert_max_num_queries):
    for count in (1, 20):
        for number in range(count):
            make_dialogue(scenario=bills, title=f"{count}-{number}")
        with django_assert_max_num_queries(3):
            list(rows_of("dialogue", Dialogue.objects.select_related("latest_revision")))


# ---- on the screen


def test_the_pattern_is_read_as_it_is_and_explains_every_column(client_as, chief, bills):
    client = client_as(user=chief)
    for language in ("zh-hans", "en"):
        answer = client.get(reverse("phrasebook_cms:import_pattern"), headers={"accept-language": language})
        sheets = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
        assert len(sheets) == 5
        assert sheets[-1].max_row > sum(len(columns(kind)) for kind in MODELS)
        parsed = parse(read_tables(answer.content, "pattern.xlsx", MOST))
        assert (parsed.records, parsed.ignored) == ([], [])


def test_upload_look_and_confirm(client_as, chief, bills):
    client = client_as(user=chief)
    assert client.get(UPLOAD).status_code == 200
    data = book(
        用语=[[*PHRASES, "备注"], [*phrase(), "x"], [*phrase("b", scenario="月球"), ""]], 对话=scene(*TURNS, CHOICE)
    )
    answer = client.post(UPLOAD, {"file": SimpleUploadedFile("a.xlsx", data), "kind": ""})
    page = client.get(answer.url).content.decode()
    for seen in ("请慢走。", "月球", "备注", "不知道。", 'name="publish"'):
        assert seen in page
    assert "不知道。" not in client.get(f"{answer.url}?outcome=refused").content.decode()
    assert not Phrase.objects.exists()
    for _click in range(2):
        assert client.post(answer.url, {"publish": "on"}, follow=True).status_code == 200
    assert Phrase.objects.get().live
    assert Dialogue.objects.get().live
    page = client.get(answer.url).content.decode()
    assert "<button" not in page.split("<table")[-1].split("</main")[0] or 'name="publish"' not in page


def test_a_preview_costs_the_same_for_one_entry_and_many(client_as, chief, bills):
    client = client_as(user=chief)
    one = start(chief, 用语=[PHRASES, phrase()])
    many = start(chief, 用语=[PHRASES, *[phrase(f"k-{number}") for number in range(40)]])
    client.get(UPLOAD)
    asked = []
    for dry in (one, many):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("phrasebook_cms:import_preview", args=[dry.pk])).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12


def test_a_trainer_is_told_that_they_become_drafts(client_as, bills):
    client = client_as(Role.TRAINER)
    answer = client.post(UPLOAD, {"file": SimpleUploadedFile("a.xlsx", book(用语=[PHRASES, phrase()]))})
    assert 'name="publish"' not in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("data", "name", "field"),
    [
        (b"", "a.xlsx", "file"),
        (b"\xd0\xcf\x11\xe0rest", "a.xls", "file"),
        (b"PK\x03\x04rest", "a.xlsx", "file"),
        ("代号,中文\n".encode(), "a.csv", "kind"),
        (b"x" * (MOST + 1), "a.csv", "file"),
        (write_book([("用语", [["没有", "标题"]])]), "a.xlsx", "file"),
        (write_book([("用语", [PHRASES, *[phrase(f"k{n}") for n in range(501)]])]), "a.xlsx", "file"),
    ],
)
def test_a_bad_file_keeps_the_page_and_says_why(client_as, data, name, field):
    answer = client_as(Role.TRAINER).post(UPLOAD, {"file": SimpleUploadedFile(name, data), "kind": ""})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not EntryImport.objects.exists()


def test_a_dry_run_belongs_to_whoever_uploaded_it(client_as, chief, bills):
    dry = start(chief, 用语=[PHRASES, phrase()])
    address = reverse("phrasebook_cms:import_preview", args=[dry.pk])
    client = client_as(Role.CHIEF_TRAINER, staff_number="OTHER")
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("role", [Role.CLERK, Role.MANAGER])
def test_others_neither_import_nor_export(client_as, role):
    client = client_as(role)
    for address in (
        UPLOAD,
        reverse("phrasebook_cms:import_pattern"),
        reverse("phrasebook_cms:import_preview", args=[1]),
    ):
        assert client.get(address).status_code in {302, 403}
    assert client.get(reverse("wagtailsnippets_phrasebook_phrase:list"), {"export": "xlsx"}).status_code in {302, 403}


def test_the_menu_leads_to_the_import(client_as):
    assert UPLOAD in client_as(Role.TRAINER).get("/cms/").content.decode()


# ---- the plan, pure

TEXTS = st.text(alphabet="电费ab =+'-", min_size=1, max_size=6)
VALUES = st.fixed_dictionaries(
    {"text": TEXTS, "english": TEXTS, "scenario": st.sampled_from(["bills", "nowhere"])}, optional={"when": TEXTS}
)
RECORDS = st.lists(
    st.builds(lambda key, values: Record("phrase", key, [2], values), st.sampled_from("abc"), VALUES), max_size=5
)


def around(known):
    kinds = frozenset({"phrase"})
    return Surroundings({("phrase", key): entry for key, entry in known.items()}, {"bills": [7]}, kinds, kinds)


@given(RECORDS)
@settings(max_examples=200)
def test_what_was_written_as_planned_is_unchanged_the_next_time(records):
    records = list({record.key: record for record in records}.values())
    plan = make_plan(records, around({}))
    written = {
        step.record.key: Known(place, {name: after for name, (_before, after) in step.changes.items()})
        for place, step in enumerate(plan)
        if step.outcome == "new"
    }
    for before, step in zip(plan, make_plan(records, around(written)), strict=True):
        assert step.outcome == ("unchanged" if before.outcome == "new" else "refused")


@given(RECORDS)
def test_a_plan_survives_being_kept(records):
    assert [Record.from_json(record.as_json()) for record in records] == records


def test_every_problem_has_its_sentence():
    facts = {"column": "中文", "found": "1", "known": "缴费", "sentence": "不行"}
    assert all(str(said) % facts for said in SENTENCES.values())
    assert Term.objects.model is Term
