"""Reads courses, scenarios and chosen entries into the plain data of a textbook. What is not published is not read."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_noop
from wagtail.rich_text import expand_db_html

from core.models import HallSettings
from phrasebook import models as phrasebook

from . import textbook_parts as textbook
from .models import Book, CoursePage, LessonPage
from .rich_text import read

MODELS = {
    "phrase": phrasebook.Phrase,
    "sign": phrasebook.Sign,
    "dialogue": phrasebook.Dialogue,
    "term": phrasebook.Term,
}
# Terms stand in the glossary.
SECTIONS = (("phrase", "服务用语", "Phrases"), ("sign", "手语", "Signs"), ("dialogue", "情景对话", "Dialogues"))
LARGEST_PICTURE = 20 * 1024 * 1024


class NothingToPrint(Exception):
    """The source is gone or holds nothing that is published; the message is a sentence for whoever ordered the book."""


def read_book(book: Book, on: date) -> textbook.Textbook:
    """Everything the book shows, as it is published now."""
    readers = {Book.Kind.COURSE: _course, Book.Kind.SCENARIO: _scenario, Book.Kind.SELECTION: _selection}
    reading = Reading()
    chapters = readers[book.kind](reading, book.source)
    if not any(chapter.parts for chapter in chapters) and not reading.terms:
        raise NothingToPrint(gettext_noop("There is nothing published in it yet, so there is nothing to print."))
    hall = HallSettings.load()
    own = book.owner.hall
    return textbook.Textbook(
        title=book.title,
        title_en=book.title_en,
        organisation=hall.organisation or (own.name if own else ""),
        organisation_en=hall.organisation_en or (own.name_en if own and not hall.organisation else ""),
        edition=book.edition,
        printed_on=on,
        paper=book.paper,
        division="lesson" if book.kind == Book.Kind.COURSE else "chapter",
        chapters=tuple(chapters),
        terms=tuple(reading.terms.values()),
        cover=reading.cover,
        revisions=reading.revisions,
        demonstration=hall.demonstration,
    )


def _course(reading, source):
    course = CoursePage.objects.live().select_related("cover").filter(pk=source["course"]).first()
    if course is None:
        raise NothingToPrint(gettext_noop("The course is no longer published."))
    reading.remember("page", course)
    reading.cover = bytes_of(course.cover and course.cover.file)
    return [reading.lesson(page) for page in LessonPage.objects.live().child_of(course).order_by("path")]


def _scenario(reading, source):
    scenario = phrasebook.Scenario.objects.filter(slug=source["scenario"]).first()
    if scenario is None:
        raise NothingToPrint(gettext_noop("The scenario no longer exists."))
    return _sections(reading, lambda model: model.objects.filter(scenario=scenario))


def _sections(reading, rows_of):
    chapters = []
    for kind, title, title_en in SECTIONS:
        parts = tuple(reading.entry(kind, row) for row in rows_of(MODELS[kind]).live().to_show())
        if parts:
            chapters.append(textbook.Chapter(title=title, title_en=title_en, parts=parts))
    for row in rows_of(phrasebook.Term).live():
        reading.entry("term", row)
    return chapters


def _selection(reading, source):
    """A chapter for each scenario that holds chosen entries, in the order of the phrasebook."""
    chosen = {kind: [pk for named, pk in source["entries"] if named == kind] for kind in MODELS}
    by_scenario: dict[int, list] = {}
    for kind in MODELS:
        for row in MODELS[kind].objects.live().to_show().filter(pk__in=chosen[kind]).order_by("key"):
            part = reading.entry(kind, row)
            if kind != "term":
                by_scenario.setdefault(row.scenario_id, []).append(part)
    scenarios = phrasebook.Scenario.objects.filter(pk__in=by_scenario)
    return [
        textbook.Chapter(title=scenario.name, title_en=scenario.name_en, parts=tuple(by_scenario[scenario.pk]))
        for scenario in scenarios
    ]


class Reading:
    """Turns rows into plain data and remembers which published revisions they came from."""

    def __init__(self):
        self.revisions: dict[str, int] = {}
        self.terms: dict[str, textbook.Term] = {}
        self.cover: bytes | None = None

    def remember(self, kind, row):
        if row.live_revision_id:
            self.revisions[f"{kind}:{row.pk}"] = row.live_revision_id

    def lesson(self, page):
        """A lesson as a chapter, block by block."""
        self.remember("page", page)
        address = settings.PUBLIC_ORIGIN + (page.url or "")
        parts = []
        for block in page.body:
            parts.extend(getattr(self, f"block_{block.block_type}")(block.value, address))
        return textbook.Chapter(
            title=page.title,
            title_en=page.title_en,
            summary=page.summary,
            summary_en=page.summary_en,
            parts=tuple(parts),
        )

    def block_text(self, value, address):
        return read(expand_db_html(value.source), settings.PUBLIC_ORIGIN)

    def block_image(self, value, address):
        picture = value["picture"]
        if not picture:
            return []
        alt = "" if getattr(picture, "decorative", False) else getattr(picture, "contextual_alt_text", "") or ""
        return [textbook.Figure(bytes_of(picture.file), alt=alt, caption=value["caption"])]

    def block_do_dont(self, value, address):
        return [textbook.Advice(do=tuple(value["do"]), dont=tuple(value["dont"]))]

    def block_callout(self, value, address):
        return [textbook.Note(tone=value["tone"], title=value["title"], text=value["text"])]

    def block_clip(self, value, address):
        clip = value["clip"]
        if not clip:
            return []
        still = bytes_of(clip.thumbnail)
        return [textbook.Film(value["title"], address, value["title_en"] or "", still, clip.placeholder)]

    def block_check(self, value, address):
        options = value["options"]
        right = tuple(place for place, option in enumerate(options) if option["correct"])
        texts = tuple(option["text"] for option in options)
        return [textbook.Check(value["question"], texts, right, value["explanation"])]

    def block_drill(self, value, address):
        ways = tuple(way for way in ("listen", "order", "courtesy") if value[way])
        phrases = self.chosen("phrase", *value["phrases"])
        return [textbook.Drill(ways, address), *phrases] if phrases else []

    def block_phrase(self, value, address):
        return self.chosen("phrase", value["phrase"])

    def block_sign(self, value, address):
        return self.chosen("sign", value["sign"])

    def block_dialogue(self, value, address):
        return self.chosen("dialogue", value["dialogue"])

    def block_term(self, value, address):
        return self.chosen("term", value["term"])

    def chosen(self, kind, *rows):
        """Those of the entries chosen in a block that are there and published."""
        return [self.entry(kind, row) for row in rows if row and row.live]

    def entry(self, kind, row):
        """An entry as plain data."""
        self.remember(kind, row)
        made = {"phrase": _phrase, "sign": _sign, "dialogue": _dialogue, "term": _term}[kind](row)
        if kind == "term":
            self.terms[row.key] = made
        return made


def _address(kind, row):
    return settings.PUBLIC_ORIGIN + reverse("phrasebook:entry", kwargs={"kind": kind, "key": row.key})


def _phrase(row):
    recordings = row.recordings()
    return textbook.Phrase(
        key=row.key,
        text=row.text,
        english=row.english,
        pinyin=row.pinyin,
        ipa=row.ipa,
        register=row.register,
        when=row.when,
        avoid=row.avoid,
        address=_address("phrase", row) if recordings else "",
        draft=bool(row.ipa) and not row.readings_checked,
        synthetic=any(clip.synthetic for _name, clip in recordings),
    )


def _sign(row):
    clip = row.shown_clip
    state = row.status if clip is None else "placeholder" if clip.placeholder else "reviewed"
    return textbook.Sign(
        key=row.key,
        meaning=row.meaning,
        meaning_en=row.meaning_en,
        address=_address("sign", row),
        usage=row.usage,
        how_made=row.how_made,
        origin=row.origin,
        source=row.source,
        signer=row.signer if clip else "",
        reviewer=row.reviewer if state == "reviewed" else "",
        state=state,
        still=bytes_of(clip and clip.thumbnail),
    )


def _dialogue(row):
    return textbook.Dialogue(
        key=row.key,
        title=row.title,
        title_en=row.title_en,
        address=_address("dialogue", row),
        situation=row.situation,
        situation_en=row.situation_en,
        turns=tuple(textbook.Turn(turn.role, turn.text, turn.english) for turn in row.turns.all()),
        choices=tuple(
            textbook.Choice(
                at_turn=other.at_turn,
                quality=other.quality,
                text=other.text,
                english=other.english,
                reply=other.reply,
                reply_en=other.reply_en,
                feedback=other.feedback,
                feedback_en=other.feedback_en,
            )
            for other in row.choices.all()
        ),
    )


def _term(row):
    return textbook.Term(
        key=row.key,
        name=row.name,
        explanation=row.explanation,
        name_en=row.name_en,
        pinyin=row.pinyin,
        explanation_en=row.explanation_en,
    )


def bytes_of(file) -> bytes | None:
    """What an uploaded picture holds; None when there is none, it is gone, or it is larger than any picture of ours."""
    if not file:
        return None
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_PICTURE + 1)
    except OSError:
        return None
    return data if len(data) <= LARGEST_PICTURE else None
