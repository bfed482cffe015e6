"""An import of questions from the file to the bank: nothing half done, nothing twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry, ReferenceIndex

from people.roles import Role
from quizzes import bank_bulk, import_work, imports
from quizzes.bank import put_question
from quizzes.exchange import own_table
from quizzes.exchange.layouts import Layout
from quizzes.items import without_ids
from quizzes.models import ImportLayout, ImportRow, Question, QuestionImport, Topic

from .banks import HEAD, MOST, book
from .factories import NOW, make_item, make_question, make_topic, minutes

pytestmark = pytest.mark.django_db
ABC = ["甲", "乙", "丙", "丁"]
GOOD = ["单选题", "1、几点开门？", *ABC, "C", "按公告。"]
STATEMENT = ["判断题", "可以代办", None, None, None, None, "√", "可以。"]
BAD = ["单选题", "几点关门？", *ABC, "E", ""]
State, Verdict = QuestionImport.State, ImportRow.Verdict


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def chief(person):
    return person(Role.CHIEF_TRAINER)


@pytest.fixture
def trainer(person):
    return person(Role.TRAINER)


def start(owner, *rows, name="题库.xlsx", data=None, now=NOW, title="Sheet1"):
    data = data or book(**{title: [HEAD, *rows]})
    return imports.start_import(owner=owner, file_name=name, data=data, language="en", most_bytes=MOST, now=now)


def work(kept, now=NOW):
    taken = import_work.take(import_pk=kept.pk, now=now)
    if taken:
        import_work.work_on(kept=taken, clock=lambda: now)
    kept.refresh_from_db()
    return kept


def check(kept, now=NOW):
    return work(imports.ask_to_check(kept=kept, now=now), now)


def apply(kept, duplicates="skip", publish=True, now=NOW):
    return work(imports.ask_to_apply(kept=kept, duplicates=duplicates, publish=publish, now=now), now)


def brought(owner, *rows, duplicates="skip", publish=True, now=NOW, **more):
    return apply(check(start(owner, *rows, now=now, **more), now), duplicates, publish, now)


def verdicts(kept):
    return [row.verdict for row in kept.rows.questions()]


def test_good_rows_become_published_questions_and_bad_ones_keep_their_reason(chief):
    kept = check(start(chief, GOOD, STATEMENT, BAD))
    assert verdicts(kept) == ["new", "new", "refused"]
    assert Question.objects.count() == 0
    kept = apply(kept)
    assert kept.state == State.DONE
    first, second = Question.objects.order_by("pk")
    assert first.live
    assert first.live_revision == first.latest_revision
    assert (first.stem, first.topic.name, first.difficulty) == ("几点开门？", "题库", 1)
    assert [option["right"] for option in first.item.body["options"]] == [False, False, True, False]
    assert second.item.body == {"is_true": True}
    assert [row.outcome for row in kept.rows.questions()] == ["added", "added", ""]
    assert "names E" in kept.rows.refused().get().refusal


def test_what_is_written_at_once_is_what_is_written_one_by_one(chief):
    brought(chief, GOOD)
    bulk = Question.objects.get()
    single = put_question(key="single", topic=bulk.topic, item=bulk.item, user=chief)
    skip = {"pk", "key", "latest_revision", "live_revision", "first_published_at", "last_published_at"}
    skip |= {"body", "latest_revision_created_at"}

    def told(question):
        return {name: value for name, value in question.live_revision.content.items() if name not in skip}

    assert told(bulk) == told(single)
    assert without_ids(bulk.item) == without_ids(single.item)
    assert without_ids(bulk.get_latest_revision_as_object().item) == without_ids(single.item)
    assert (bulk.kind, bulk.words) == (single.kind, single.words)
    fields = {"live", "has_unpublished_changes", "locked", "kind", "words", "source"}
    assert [getattr(bulk, name) for name in fields] == [getattr(single, name) for name in fields]
    actions = ModelLogEntry.objects.filter(object_id=str(bulk.pk), content_type__model="question")
    assert set(actions.values_list("action", flat=True)) == {"wagtail.create", "wagtail.publish"}
    assert _uses(bulk) == _uses(single)


def _uses(question):
    rows = ReferenceIndex.objects.filter(object_id=str(question.pk), content_type__model="question")
    return set(rows.values_list("to_content_type__model", "to_object_id"))


def test_a_question_from_a_file_can_be_drawn_and_marked(chief, person):
    from quizzes.services import save_answer, start_attempt, submit_attempt

    from .factories import make_quiz, right_value

    brought(chief, GOOD, STATEMENT)
    quiz, clerk = make_quiz(draw=2, topic=Topic.objects.get(name="题库")), person(Role.CLERK)
    attempt = start_attempt(user=clerk, quiz=quiz, now=NOW)
    for asked in attempt.questions.all():
        save_answer(attempt=attempt, position=asked.position, value=right_value(asked), now=NOW)
    assert submit_attempt(attempt=attempt, now=NOW).passed


def test_a_trainer_brings_drafts_only(trainer):
    kept = brought(trainer, GOOD, publish=True)
    question = Question.objects.get()
    assert not kept.publish
    assert (question.live, question.live_revision) == (False, None)
    assert question.latest_revision
    assert question.has_unpublished_changes


def test_the_same_file_again_changes_nothing(chief):
    brought(chief, GOOD, STATEMENT)
    again = check(start(chief, GOOD, STATEMENT, now=NOW + minutes(5)))
    assert verdicts(again) == ["same", "same"]
    again = apply(again, "update")
    assert Question.objects.count() == 2
    assert [row.outcome for row in again.rows.questions()] == ["left", "left"]


OTHER_ANSWER = ["单选题", "几点开门 ?", "丁", "丙", "乙", "甲", "A", "改过。"]


@pytest.mark.parametrize(("duplicates", "count", "answer"), [("skip", 1, "丙"), ("update", 1, "丁"), ("add", 2, "丙")])
def test_a_question_that_is_known_is_left_out_brought_up_to_date_or_added(chief, duplicates, count, answer):
    brought(chief, GOOD)
    before = Question.objects.get()
    kept = check(start(chief, OTHER_ANSWER, now=NOW + minutes(5)))
    (row,) = kept.rows.questions()
    assert (row.verdict, row.known) == ("duplicate", before)
    kept = apply(kept, duplicates)
    assert Question.objects.count() == count
    question = Question.objects.get(pk=before.pk)
    assert [option["text"] for option in question.item.body["options"] if option["right"]] == [answer]
    assert question.live_revision.content["stem"] == question.stem
    if duplicates == "update":
        assert question.revisions.count() == 2
        assert question.topic == before.topic


def test_single_duplicates_are_decided_apart(chief):
    brought(chief, GOOD)
    kept = check(start(chief, OTHER_ANSWER, STATEMENT, now=NOW + minutes(5)))
    imports.decide(kept=kept, decisions={row.position: "add" for row in kept.rows.filter(verdict="duplicate")})
    kept = apply(kept, "skip")
    assert Question.objects.count() == 3


def test_equal_rows_of_one_file_are_imported_once(chief):
    kept = brought(chief, GOOD, ["单选题", "（2）几点开门？", *reversed(ABC), "A", ""])
    assert [row.outcome for row in kept.rows.questions()] == ["added", "left"]
    assert kept.rows.get(verdict="duplicate").same_as == "Sheet Sheet1, row 2"


def test_a_question_somebody_is_changing_is_left_alone(chief):
    brought(chief, GOOD)
    question = Question.objects.get()
    question.stem = "几点开门？？"
    question.save_revision()
    kept = brought(chief, OTHER_ANSWER, duplicates="update", now=NOW + minutes(5))
    assert kept.rows.questions().get().outcome == "left"
    assert Question.objects.get().live_revision.content["explanation"] == "按公告。"


def test_a_trainers_update_waits_as_a_draft(chief, trainer):
    brought(chief, GOOD)
    brought(trainer, OTHER_ANSWER, duplicates="update", now=NOW + minutes(5))
    question = Question.objects.get()
    assert question.explanation == "按公告。"
    assert question.live
    assert question.has_unpublished_changes
    assert question.get_latest_revision_as_object().explanation == "改过。"


def test_keys_find_questions_again_and_tags_topics_and_sources_are_kept(chief):
    head = ["编号", "题目", "答案", "标签", "出处", "知识点", "难度"]
    data = book(S=[head, ["DL-1", "可以代办", "对", "新装，变更", "规则第12条", "营销", "难"]])
    brought(chief, data=data)
    question = Question.objects.get(key="DL-1")
    assert (question.topic.name, question.source, question.difficulty) == ("营销", "规则第12条", 3)
    assert sorted(question.tags.names()) == ["变更", "新装"]
    assert sorted(question.get_latest_revision_as_object().tags.names()) == ["变更", "新装"]
    changed = book(S=[head, ["DL-1", "可以代人办理", "错", "新装", "规则第13条", "营销", "难"]])
    kept = brought(chief, data=changed, duplicates="update", now=NOW + minutes(5))
    assert kept.rows.questions().get().outcome == "updated"
    question = Question.objects.get()
    assert (question.stem, question.source, list(question.tags.names())) == ("可以代人办理", "规则第13条", ["新装"])


def test_a_drafted_change_leaves_the_tags_by_which_questions_are_drawn(chief, trainer):
    make_question("q-tags", "true_false", stem="可以代办", tags=["旧"])
    head = ["编号", "题目", "答案", "标签"]
    kept = brought(trainer, data=book(S=[head, ["q-tags", "可以代人办理", "错", "新"]]), duplicates="update")
    assert kept.rows.questions().get().outcome == "updated"
    question = Question.objects.get()
    assert list(question.tags.names()) == ["旧"]
    assert list(question.get_latest_revision_as_object().tags.names()) == ["新"]
    question.latest_revision.publish(user=None)
    assert list(Question.objects.get().tags.names()) == ["新"]


def test_asking_twice_works_once(chief):
    kept = check(start(chief, GOOD))
    for _click in range(2):
        imports.ask_to_apply(kept=kept, duplicates="skip", publish=True, now=NOW)
    assert import_work.take(import_pk=kept.pk, now=NOW)
    assert import_work.take(import_pk=kept.pk, now=NOW) is None
    QuestionImport.objects.update(begun_at=None)
    work(kept)
    assert work(kept).state == State.DONE
    assert Question.objects.count() == 1
    assert imports.ask_to_apply(kept=kept, duplicates="add", publish=True, now=NOW).state == State.DONE


def test_a_worker_that_was_lost_is_followed_by_another(chief):
    kept = imports.ask_to_check(kept=start(chief, GOOD), now=NOW)
    lost = import_work.take(import_pk=kept.pk, now=NOW)
    later = NOW + minutes(11)
    kept = work(imports.ask_to_check(kept=kept, now=later), later)
    assert kept.state == State.CHECKED
    import_work.work_on(kept=lost, clock=lambda: later)
    kept.refresh_from_db()
    assert (kept.state, kept.rows.count()) == (State.CHECKED, 2)


def test_a_bank_that_changed_since_the_check_stops_the_import_whole(chief):
    kept = check(start(chief, GOOD, STATEMENT))
    put_question(key="new", topic=make_topic(), item=make_item("new", "true_false", stem="可以代办"))
    kept = apply(kept)
    assert (kept.state, kept.problem) == (State.FAILED, import_work.CHANGED)
    assert Question.objects.count() == 1
    assert verdicts(check(kept)) == ["new", "duplicate"]


def test_a_failure_in_the_middle_writes_nothing(chief, monkeypatch):
    kept = check(start(chief, GOOD, STATEMENT))

    def break_(*_arguments, **_more):
        raise RuntimeError("disk")

    monkeypatch.setattr(bank_bulk, "_log", break_)
    kept = apply(kept)
    assert (kept.state, kept.problem) == (State.FAILED, import_work.STOPPED)
    assert Question.objects.count() == Topic.objects.count() == 0


def test_a_layout_set_right_is_remembered_for_the_same_person_and_hall(chief, person):
    odd = book(S=[["甲栏", "乙栏"], ["对吗", "对"]])
    kept = start(chief, data=odd)
    (sheet,) = imports.sheets_shown(kept, MOST)
    layout = Layout(columns=("stem", "answer"), header=1, kind="true_false")
    imports.arrange(kept=kept, layouts=[layout], sheets=[sheet], topic=None, topic_name="新", now=NOW)
    assert ImportLayout.objects.get().owner == chief
    more = book(S=[["甲栏", "乙栏"], ["又对吗", "错"]])
    for owner in (chief, person(Role.TRAINER, hall=chief.hall)):
        again = start(owner, data=more, now=NOW + minutes(5))
        assert again.layouts[0]["columns"] == ["stem", "answer"]
        assert verdicts(check(again)) == ["new"]


def test_a_file_without_questions_says_so(chief):
    kept = check(start(chief, data=book(S=[["通知"], ["明天放假"]])))
    assert (kept.state, kept.problem) == (State.FAILED, import_work.NO_QUESTIONS)


def test_a_double_click_brings_one_file_and_old_files_are_forgotten(chief):
    data = book(S=[HEAD, GOOD])
    first = start(chief, data=data)
    assert start(chief, data=data) == first
    path = first.file.path
    assert start(chief, STATEMENT, now=NOW + minutes(60 * 24 * 31)) != first
    assert not QuestionImport.objects.filter(pk=first.pk).exists()
    assert path


def test_our_own_layout_needs_no_columns_to_be_named(chief):
    make_question("q-1", tags=["电费"])
    from quizzes.exchange.found import Found

    found = Found(place="", item=make_item("neu", "fill_in"), key="q-2", topic="电费", tags=("新",), difficulty=2)
    brought(chief, data=own_table.write_xlsx([found]))
    question = Question.objects.get(key="q-2")
    assert (question.kind, question.difficulty, question.topic.name) == ("fill_in", 2, "电费")


def test_the_number_of_queries_does_not_grow_with_the_rows(chief):
    def queries(count, now):
        rows = [["判断题", f"第{n}题说得对 {now}", None, None, None, None, "√", "对。"] for n in range(count)]
        kept = check(start(chief, *rows, now=now), now)
        imports.ask_to_apply(kept=kept, duplicates="skip", publish=True, now=now)
        taken = import_work.take(import_pk=kept.pk, now=now)
        with (
            pytest.MonkeyPatch.context() as patch,
            CaptureQueriesContext(
                connection,
            ) as captured,
        ):
            patch.setattr(bank_bulk, "index_references", lambda _questions: None)
            patch.setattr(import_work, "STEPS_OF_PROGRESS", 1)
            import_work.work_on(kept=taken, clock=lambda: now)
        return len(captured)

    queries(1, NOW)
    assert queries(20, NOW + minutes(10)) == queries(2, NOW + minutes(20))


def test_the_editor_finds_every_option_of_a_stored_question():
    question = make_question("q-editor", options=[("对的", True), ("错的", False)])
    (block,) = question.live_revision.as_object().body
    assert [(option["text"], option["right"]) for option in block.value["options"]] == [("对的", True), ("错的", False)]


# Other formats

GIFT = "$CATEGORY: 营销/电费\n\n// [id:q-gift]\n::几点开门::营业厅几点开门？{=八点 ~九点 ~十点}\n\n"
GIFT += "可以代办过户{T}\n\n坏的{\n"
AIKEN = "营业厅几点开门？\nA. 八点\nB. 九点\nANSWER: A\n"


@pytest.mark.parametrize(
    ("name", "data", "form", "kinds"),
    [
        ("题库.txt", GIFT, "gift", ["single", "true_false"]),
        ("题库.txt", AIKEN, "aiken", ["single"]),
        ("题库.csv", "题目,答案\n对吗::x{},对\n", "table", ["true_false"]),
    ],
)
def test_every_format_goes_the_same_way(chief, name, data, form, kinds):
    kept = start(chief, data=data.encode(), name=name)
    assert kept.format == form
    kept = apply(check(kept))
    assert list(Question.objects.order_by("pk").values_list("kind", flat=True)) == kinds
    refused = kept.rows.refused().count()
    assert kept.rows.filter(outcome="added").count() + refused == kept.rows.questions().count()


def test_what_goes_out_as_gift_and_qti_comes_back_unchanged(chief):
    from quizzes import exports

    for kind in ("single", "multiple", "true_false", "fill_in"):
        make_question(f"q-{kind}", kind, tags=["电费"], source="规则", difficulty=2)
    for number, form in enumerate(exports.WRITERS):
        written = exports.write(Question.objects.all(), form)
        assert not written.refused
        kept = start(chief, data=written.content, name=f"x.{exports.ENDINGS[form]}", now=NOW + minutes(10 * number))
        kept = check(kept)
        assert kept.format == form
        assert verdicts(kept) == ["same"] * 4


def picture():
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return out.getvalue()


def packed(media=None):
    from quizzes.exchange import qti_writing
    from quizzes.exchange.outgoing import Outgoing
    from quizzes.items import Item

    options = [{"text": "甲", "right": True, "picture": 7}, {"text": "乙", "right": False}]
    item = Item("single", "这是什么标志？", {"options": options, "shuffle": True}, "看图。")
    return qti_writing.write([Outgoing(item=item, key="q-picture", pictures={7: media or picture()})]).content


def test_pictures_of_a_package_are_kept_with_their_question(chief):
    from core.models import Picture

    kept = apply(check(start(chief, data=packed(), name="x.zip")))
    assert kept.state == State.DONE
    (picture_,) = Picture.objects.all()
    assert Question.objects.get().item.body["options"][0]["picture"] == picture_.pk
    with picture_.file.open("rb") as file:
        assert file.read() == picture()


def test_a_question_that_names_what_is_not_here_is_refused(chief):
    from quizzes.exchange.found import Found
    from quizzes.items import Item

    options = [{"text": "甲", "right": True, "picture": 999}, {"text": "乙", "right": False}]
    data = own_table.write_xlsx([Found(place="", item=Item("single", "这是什么？", {"options": options}))])
    kept = check(start(chief, data=data))
    assert verdicts(kept) == ["refused"]
    assert "999" in kept.rows.refused().get().refusal
