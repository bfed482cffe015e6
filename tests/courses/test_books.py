"""Ordering and printing textbooks: who may, that nothing is done twice, and what is said when it goes wrong."""

import datetime
import io
import threading
from collections import Counter

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from core.models import Clip, HallSettings
from courses import books
from courses.books import (
    LOST_AFTER,
    NO_ROOM,
    NOT_SET,
    fail_book,
    finish_book,
    is_lost,
    order_again,
    order_book,
    set_book,
    take_book,
)
from courses.models import Book, CoursePage
from courses.services import Refused
from courses.tasks import print_book
from courses.textbook_content import NothingToPrint, read_book
from people.roles import Role
from phrasebook.models import Choice, Term
from tests.phrasebook.factories import make_dialogue, make_phrase, make_scenario, make_sign

from .factories import NOW, TODAY, make_course, make_lesson

pytestmark = pytest.mark.django_db
LATER = NOW + LOST_AFTER + datetime.timedelta(seconds=1)


@pytest.fixture
def trainer(person):
    return person(Role.TRAINER)


@pytest.fixture
def course(db):
    """A course of one lesson with every kind of block that a book prints."""
    scenario = make_scenario(name="缴费", name_en="Bills")
    phrase, sign = make_phrase(scenario=scenario), make_sign(scenario=scenario)
    dialogue = make_dialogue(scenario=scenario)
    dialogue.choices = [Choice(at_turn=2, text="不归我管。", feedback="把客户推走了。", quality="poor")]
    dialogue.save()
    term = Term.objects.create(key="t1", scenario=scenario, name="峰谷电价", explanation="按时段计价。", live=True)
    course = make_course(lessons=0, title="营业厅英语", title_en="English at the Counter")
    make_lesson(
        course,
        title="迎客",
        body=[
            ("text", "<h2>第一句话</h2><p>先问好。</p>"),
            ("phrase", {"phrase": phrase}),
            ("sign", {"sign": sign}),
            ("dialogue", {"dialogue": dialogue, "play": False}),
            ("term", {"term": term}),
            ("do_dont", {"do": ["抬头"], "dont": ["低头"]}),
            ("callout", {"tone": "tip", "title": "称呼", "text": "用您。"}),
            (
                "check",
                {
                    "question": "先做什么？",
                    "options": [{"text": "问好", "correct": True}, {"text": "要证件", "correct": False}],
                    "explanation": "客户安心。",
                },
            ),
            ("drill", {"phrases": [phrase], "listen": True, "order": True, "courtesy": False}),
        ],
    )
    return CoursePage.objects.get(pk=course.pk)


@pytest.fixture
def order(trainer, course):
    """`order(title=…)` orders the course as a book."""

    def make(**fields):
        fields = {"kind": "course", "source": {"course": course.pk}, "title": "营业厅英语", "paper": "a5", **fields}
        return order_book(owner=trainer, now=NOW, **fields)

    return make


def printed(book, now=NOW):
    """The book after a worker was at it."""
    set_book(book=take_book(book_pk=book.pk, now=now), clock=lambda: now)
    return Book.objects.get(pk=book.pk)


# Ordering


def test_each_order_of_a_source_is_its_next_edition(order):
    first = printed(order())
    second = printed(order(paper="a4"))
    assert (first.edition, second.edition) == (1, 2)
    other = make_course(lessons=1)
    assert order(source={"course": other.pk}).edition == 1


def test_an_order_that_is_under_way_is_answered_instead_of_another(order):
    first = order()
    assert order() == first
    take_book(book_pk=first.pk, now=NOW)
    assert order() == first
    assert order(paper="a4") != first
    assert Book.objects.count() == 2


def test_a_book_that_failed_leaves_its_number_to_the_next(order):
    book = order()
    fail_book(book=take_book(book_pk=book.pk, now=NOW), problem=NOT_SET, now=NOW)
    assert order().edition == 1


def test_the_same_choice_is_the_same_source_in_whatever_order_it_was_made(order):
    one, two = make_phrase(), make_sign()
    entries = [["sign", two.pk], ["phrase", one.pk], ["sign", two.pk]]
    book = order(kind="selection", source={"entries": entries})
    assert book.source == {"entries": [["phrase", one.pk], ["sign", two.pk]]}
    assert order(kind="selection", source={"entries": list(reversed(entries))}) == book


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("course", {"course": 999_999}),
        ("scenario", {"scenario": "no-such"}),
        ("selection", {"entries": [["phrase", 999_999]]}),
        ("selection", {"entries": []}),
        ("selection", {"entries": [["phrase", pk] for pk in range(1, books.MOST_ENTRIES + 2)]}),
    ],
)
def test_what_is_not_there_is_refused_with_a_sentence(order, kind, source):
    with pytest.raises(Refused) as refused:
        order(kind=kind, source=source)
    assert str(refused.value).endswith(("。", "."))
    assert not Book.objects.exists()


def test_without_the_lock_two_clicks_count_the_same_edition(racing_db, trainer, course, monkeypatch):
    """The race is real: orders that do not wait for each other all look before one of them writes."""
    gate, create = threading.Barrier(8), Book.objects.create
    monkeypatch.setattr(books, "_locked", lambda kind, source: True)
    monkeypatch.setattr(Book.objects, "create", lambda **fields: gate.wait(30) is not None and create(**fields))
    fields = {"kind": "course", "source": {"course": course.pk}, "title": "书", "paper": "a5"}
    racing_db.together(8 * [lambda: order_book.__wrapped__(owner=trainer, now=NOW, **fields)])
    assert [book.edition for book in Book.objects.all()] == 8 * [1]


def test_fifty_clicks_are_one_book(racing_db, trainer, course):
    fields = {"kind": "course", "source": {"course": course.pk}, "title": "书", "paper": "a5"}
    answers = racing_db.together(50 * [lambda: order_book(owner=trainer, now=NOW, **fields)])
    assert Counter(answers) == {Book.objects.get(): 50}


# Printing


def test_a_printed_book_says_what_it_was_made_from(order, course):
    book = printed(order())
    assert (book.state, book.problem, book.finished_at) == ("done", "", NOW)
    assert book.done == book.total == 4
    assert book.pages == len(PdfReader(io.BytesIO(book.file.read())).pages)
    assert book.revisions[f"page:{course.pk}"] == course.live_revision_id
    assert len([key for key in book.revisions if key.startswith("phrase:")]) == 1


def test_what_the_lesson_shows_stands_in_the_book(order, settings):
    settings.PUBLIC_ORIGIN = "https://hall.example"
    HallSettings.objects.update_or_create(defaults={"organisation": "嘉兴供电"})
    read = read_book(order(), TODAY)
    (chapter,) = read.chapters
    kinds = [part.kind for part in chapter.parts]
    assert kinds[:5] == ["heading", "paragraph", "phrase", "sign", "dialogue"]
    assert kinds[5:] == ["term", "advice", "note", "check", "drill", "phrase"]
    assert (read.organisation, read.edition, read.division) == ("嘉兴供电", 1, "lesson")
    assert chapter.parts[3].address.startswith("https://hall.example/phrasebook/sign/")
    assert chapter.parts[4].choices[0].feedback == "把客户推走了。"
    assert [term.name for term in read.terms] == ["峰谷电价"]


def test_a_scenario_is_a_book_of_its_kinds_and_a_selection_one_of_its_scenarios(order):
    one, two = make_scenario(name="甲", order=2), make_scenario(name="乙", order=1)
    phrase, sign = make_phrase(scenario=one), make_sign(scenario=two)
    make_sign(scenario=one)
    by_kind = read_book(order(kind="scenario", source={"scenario": one.slug}), TODAY)
    assert [chapter.title for chapter in by_kind.chapters] == ["服务用语", "手语"]
    chosen = {"entries": [["phrase", phrase.pk], ["sign", sign.pk]]}
    by_scenario = read_book(order(kind="selection", source=chosen), TODAY)
    assert [chapter.title for chapter in by_scenario.chapters] == ["乙", "甲"]


def test_what_is_not_published_is_not_printed(order):
    scenario = make_scenario()
    make_phrase(scenario=scenario, live=False)
    make_phrase(scenario=scenario, text="可以印")
    read = read_book(order(kind="scenario", source={"scenario": scenario.slug}), TODAY)
    assert [part.text for part in read.chapters[0].parts] == ["可以印"]


def test_a_sign_that_deaf_colleagues_have_not_passed_keeps_an_empty_frame(order):
    scenario = make_scenario()
    clip = Clip.objects.create(
        title="样片", duration=2, type="video", file=ContentFile(b"x", "c.mp4"), thumbnail=ContentFile(b"y", "c.jpg")
    )
    make_sign(scenario=scenario, status="in_review", clip=clip, signer="示范者")
    read = read_book(order(kind="scenario", source={"scenario": scenario.slug}), TODAY)
    (sign,) = read.chapters[0].parts
    assert (sign.state, sign.still, sign.signer) == ("in_review", None, "")
    clip.placeholder = True
    clip.save()
    (sign,) = read_book(order(kind="scenario", source={"scenario": scenario.slug}), TODAY).chapters[0].parts
    assert (sign.state, sign.still) == ("placeholder", b"y")


def test_a_phrase_with_recordings_has_a_code_and_says_when_they_are_synthetic(order):
    scenario = make_scenario()
    clip = Clip.objects.create(title="声", duration=2, type="audio", file=ContentFile(b"x", "a.mp3"), synthetic=True)
    make_phrase(scenario=scenario, key="a", audio=clip)
    make_phrase(scenario=scenario, key="b")
    with_sound, without = read_book(order(kind="scenario", source={"scenario": scenario.slug}), TODAY).chapters[0].parts
    assert with_sound.address.endswith("/phrasebook/phrase/a/")
    assert with_sound.synthetic
    assert without.address == ""


def test_a_task_that_runs_twice_prints_once(order):
    book = order()
    assert print_book.call(book.pk) is True
    first = Book.objects.get(pk=book.pk)
    assert print_book.call(book.pk) is False
    assert Book.objects.get(pk=book.pk).finished_at == first.finished_at
    assert print_book.call(999_999) is False


def test_a_book_is_taken_by_one_worker(racing_db, trainer, course):
    book = order_book(owner=trainer, kind="course", source={"course": course.pk}, title="书", paper="a5", now=NOW)
    answers = racing_db.together(8 * [lambda: take_book(book_pk=book.pk, now=NOW)])
    assert Counter(answers) == {book: 1, None: 7}


def test_a_book_whose_worker_died_is_taken_again_and_the_dead_one_harms_nothing(order):
    lost = take_book(book_pk=order().pk, now=NOW)
    assert take_book(book_pk=lost.pk, now=NOW + LOST_AFTER) is None
    assert not is_lost(lost, NOW + LOST_AFTER)
    assert is_lost(lost, LATER)
    again = take_book(book_pk=lost.pk, now=LATER)
    # The first worker was slow, not dead, and comes back.
    assert finish_book(book=lost, pdf=b"%PDF old", revisions={}, now=LATER) is False
    fail_book(book=lost, problem=NOT_SET, now=LATER)
    assert finish_book(book=again, pdf=b"%PDF new", revisions={}, now=LATER) is True
    book = Book.objects.get(pk=lost.pk)
    assert (book.state, book.file.read()) == ("done", b"%PDF new")


@pytest.mark.parametrize(
    ("breaks", "sentence"),
    [
        ("read_book", NothingToPrint("The course is no longer published.")),
        ("print_textbook", RuntimeError("typst")),
        ("finish_book", OSError("disk full")),
    ],
)
def test_whatever_goes_wrong_is_a_sentence_on_the_book(order, monkeypatch, breaks, sentence):
    def fails(*args, **kwargs):
        raise sentence

    monkeypatch.setattr(books, breaks, fails)
    book = printed(order())
    wanted = {"read_book": str(sentence), "print_textbook": NOT_SET, "finish_book": NO_ROOM}[breaks]
    assert (book.state, book.problem, bool(book.file)) == ("failed", wanted, False)
    with translation.override("zh-hans"):
        assert translation.gettext(book.problem) != book.problem


def test_a_course_that_is_taken_off_the_site_meanwhile_fails_kindly(order, course):
    book = order()
    course.unpublish()
    assert printed(book).problem == "The course is no longer published."


def test_a_failed_book_is_printed_again_when_somebody_asks(order, trainer):
    book = take_book(book_pk=order().pk, now=NOW)
    assert order_again(book=book, by=trainer).state == "printing"
    fail_book(book=book, problem=NOT_SET, now=NOW)
    assert order_again(book=book, by=trainer).state == "waiting"
    assert printed(book).state == "done"
    assert order_again(book=book, by=trainer).state == "done"


def test_progress_is_written_in_few_steps(order, django_assert_max_num_queries):
    scenario = make_scenario()
    for number in range(45):
        make_phrase(scenario=scenario, key=f"many-{number}")
    book = take_book(book_pk=order(kind="scenario", source={"scenario": scenario.slug}).pk, now=NOW)
    tell = books._teller(book, 45)
    with django_assert_max_num_queries(20):
        for done in range(1, 46):
            tell(done)
    assert Book.objects.get(pk=book.pk).done == 45


# Pages


def test_a_trainer_orders_a_course_and_downloads_the_book(
    client_as, trainer, course, django_capture_on_commit_callbacks
):
    client = client_as(user=trainer)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("books:order") + "?kind=course", {"course": course.pk, "paper": "a5"})
    book = Book.objects.get()
    assert answer.url == reverse("books:detail", args=[book.public_id])
    assert (book.title, book.title_en, book.state) == ("营业厅英语", "English at the Counter", "done")
    file = client.get(reverse("books:textbook", args=[book.public_id]))
    assert b"".join(file.streaming_content).startswith(b"%PDF-1.7")
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "%E8%90%A5%E4%B8%9A%E5%8E%85" in file["Content-Disposition"]
    assert "private" in file["Cache-Control"]


def test_a_title_of_ones_own_is_kept(client_as, trainer, course):
    client = client_as(user=trainer)
    client.post(reverse("books:order") + "?kind=course", {"course": course.pk, "paper": "a4", "title": "我们的英语"})
    book = Book.objects.get()
    assert (book.title, book.title_en, book.paper) == ("我们的英语", "", "a4")


def test_chosen_entries_are_ticked_and_ordered(client_as, trainer):
    scenario = make_scenario()
    phrase, left_out = make_phrase(scenario=scenario), make_sign(scenario=scenario)
    address = reverse("books:order") + f"?kind=selection&scenario={scenario.slug}"
    client = client_as(user=trainer)
    html = client.get(address).content.decode()
    assert html.count('name="entries"') == html.count(" checked") - 2 == 2
    client.post(address, {"entries": [f"phrase-{phrase.pk}"], "title": "一句话", "paper": "a5"})
    assert Book.objects.get().source == {"entries": [["phrase", phrase.pk]]}
    assert left_out


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("course", {"paper": "a5"}),
        ("course", {"course": "999999", "paper": "a5"}),
        ("course", {"course": "\x00", "paper": "a3"}),
        ("scenario", {"scenario": "no-such", "paper": "a5"}),
        ("selection", {"title": "", "paper": "a5"}),
        ("selection", {"title": "书", "paper": "a5", "entries": ["phrase-999999"]}),
        ("selection", {"title": "书", "paper": "a5", "entries": ["user-1"]}),
    ],
)
def test_wrong_input_is_explained_and_orders_nothing(client_as, trainer, kind, sent):
    scenario = make_scenario(slug="there")
    make_phrase(scenario=scenario)
    answer = client_as(user=trainer).post(reverse("books:order") + f"?kind={kind}&scenario=there", sent)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Book.objects.exists()


def test_without_anything_published_the_form_says_so(client_as, trainer):
    client = client_as(user=trainer)
    CoursePage.objects.all().update(live=False)
    for kind in ("course", "scenario", "selection"):
        html = client.get(reverse("books:order"), {"kind": kind}).content.decode()
        assert "empty" in html
    assert client.get(reverse("books:order"), {"kind": "no-such"}).status_code == 404


def test_a_refusal_of_the_service_stands_on_the_form(client_as, trainer, course, monkeypatch):
    def refuses(**order):
        raise Refused("不行。")

    monkeypatch.setattr(books, "order_book", refuses)
    answer = client_as(user=trainer).post(reverse("books:order"), {"course": course.pk, "paper": "a5"})
    assert "不行。" in answer.content.decode()


def test_the_page_of_a_book_tells_how_far_it_is(client_as, trainer, order):
    book = take_book(book_pk=order().pk, now=NOW + datetime.timedelta(days=3650))
    Book.objects.filter(pk=book.pk).update(total=40, done=10)
    client = client_as(user=trainer)
    facts = client.get(reverse("books:state", args=[book.public_id])).json()
    assert (facts["under_way"], facts["done"], facts["total"]) == (True, 10, 40)
    html = client.get(reverse("books:detail", args=[book.public_id])).content.decode()
    assert 'max="40" value="10"' in html
    assert facts["words"] in html


def test_an_order_that_nobody_prints_says_whom_to_ask(client_as, trainer, order):
    book = order()  # long ago by the clock of the page
    assert "后台任务程序" in client_as(user=trainer).get(reverse("books:state", args=[book.public_id])).json()["words"]


def test_an_interrupted_or_failed_book_offers_to_print_again(
    client_as, trainer, order, django_capture_on_commit_callbacks
):
    book = take_book(book_pk=order().pk, now=NOW)
    client = client_as(user=trainer)
    again = reverse("books:again", args=[book.public_id])
    # Begun long before the clock of this test.
    assert again in client.get(reverse("books:detail", args=[book.public_id])).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(again)
    assert Book.objects.get().state == "done"


def test_clerks_see_finished_books_and_no_orders(client_as, order):
    done, waiting = printed(order()), order(title="还没印")
    client = client_as(Role.CLERK)
    html = client.get(reverse("books:list")).content.decode()
    assert reverse("books:textbook", args=[done.public_id]) in html
    assert "还没印" not in html
    assert reverse("books:order") not in html
    assert client.get(reverse("books:detail", args=[waiting.public_id])).status_code == 404
    assert client.get(reverse("books:textbook", args=[waiting.public_id])).status_code == 404
    assert client.get(reverse("books:order")).status_code == 403


def test_a_book_whose_file_is_gone_is_not_found(client_as, order):
    book = printed(order())
    book.file.storage.delete(book.file.name)
    assert client_as(Role.CLERK).get(reverse("books:textbook", args=[book.public_id])).status_code == 404


def test_books_are_not_served_as_uploads(client_as, order):
    book = printed(order())
    assert client_as(Role.ADMINISTRATOR).get(reverse("media", args=[book.file.name])).status_code == 404


def test_a_title_makes_a_name_that_every_system_can_store(client_as, order):
    book = printed(order(title='甲/乙:"丙"\n?'))
    name = client_as(Role.CLERK).get(reverse("books:textbook", args=[book.public_id]))["Content-Disposition"]
    assert not {"%2F", "%3A", "%0A", "%22"} & {name[at : at + 3] for at in range(len(name))}


def test_the_course_offers_its_book_to_trainers_alone(client_as, course):
    assert "books/order" in client_as(Role.TRAINER).get(course.url).content.decode()
    assert "books/order" not in client_as(Role.CLERK).get(course.url).content.decode()


def test_pages_ask_as_much_for_thirty_books_as_for_one(client_as, trainer, order):
    """Eight at most: session, user, roles, settings of the hall, and what the page itself shows."""
    scenario = make_scenario(slug="one")
    make_phrase(scenario=scenario)
    first = printed(order())
    addresses = [
        reverse("books:list"),
        reverse("books:detail", args=[first.public_id]),
        reverse("books:order"),
        reverse("books:order") + "?kind=selection&scenario=one",
    ]
    client = client_as(user=trainer)
    few = [questions(client, address) for address in addresses]
    for number in range(30):
        Book.objects.create(owner=trainer, kind="course", source={}, title="书", edition=number, created_at=NOW)
        make_phrase(scenario=scenario)
    make_course(lessons=1)
    assert [questions(client, address) for address in addresses] == few
    assert max(few) <= 12


def questions(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
