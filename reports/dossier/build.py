"""The dossier itself: question, what the post asked for, every clerk's answer then and now, proof, hashes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from people.employment import Employment
from people.history import employments, staff_of
from people.models import User
from rotations.judging import Answer, Judgement, Need
from rotations.models import Post
from rotations.reasons import Reason
from skills.models import Award, Skill

from .asks import Stretch, entries_of, stretches
from .canonical import digest, plain
from .evidence import items_of, name_of
from .known import Book, held_at, judge, read_book

FORMAT = "xingchuang-dossier/1"
DAY = timedelta(days=1)
# What a reader must know about the edges of the answer; the words are in docs/dossier.md and printed on the paper.
LIMITS = ("membership", "leave")


@dataclass(frozen=True)
class Question:
    """Who was qualified for a post from one day to another, both included, as known at a moment."""

    post: Post
    start: date
    end: date
    known_at: datetime

    @property
    def then(self) -> datetime:
        """The last moment of the period on the hall's clock, or the moment asked about where that comes first."""
        midnight = timezone.make_aware(datetime.combine(self.end + DAY, time.min))
        return min(midnight - timedelta(microseconds=1), self.known_at)


@dataclass(frozen=True)
class Person:
    """One clerk's answers: as known then, and as known at the moment asked about."""

    user: User
    work: Employment
    then: Judgement
    now: Judgement

    @property
    def differs(self) -> bool:
        return self.then.answer != self.now.answer


@dataclass(frozen=True)
class Answers:
    """What the judgement of a question found, before it is written down."""

    question: Question
    asked: list[tuple[Stretch, list[Need]]]
    people: list[Person]
    skills: dict[str, Skill]
    book: Book

    @property
    def counts(self) -> dict[str, int]:
        return {answer: sum(one.now.answer == answer for one in self.people) for answer in Answer}

    @property
    def then_counts(self) -> dict[str, int]:
        return {answer: sum(one.then.answer == answer for one in self.people) for answer in Answer}


def clerks_of(question: Question) -> list[User]:
    """The clerks of the post's hall who worked on a day of the period, as known at the moment asked about; by name."""
    start, end = question.start, question.end
    people = staff_of(question.post.hall, start, end, known_at=question.known_at).order_by(
        "name_pinyin", "staff_number"
    )
    work = employments(people, start, end, known_at=question.known_at)
    return [person for person in people if work[person.pk].touches(start, end)]


def answer(question: Question, people: Sequence[User] | None = None) -> Answers:
    """Judge everybody (or these people); a fixed number of queries."""
    found = stretches(entries_of(question.post), question.start, question.end)
    slugs = {slug for stretch in found for slug in stretch.needs}
    skills = {skill.slug: skill for skill in Skill.objects.filter(slug__in=slugs)}
    asked = [(stretch, _needs(stretch, skills)) for stretch in found]
    staff = clerks_of(question) if people is None else list(people)
    work = employments(staff, question.start, question.end, known_at=question.known_at)
    book = read_book(staff, skills.values())
    then, now = held_at(book, question.then), held_at(book, question.known_at)
    judged = [
        Person(one, work[one.pk], judge(one, work[one.pk], asked, then), judge(one, work[one.pk], asked, now))
        for one in staff
    ]
    return Answers(question, asked, judged, skills, book)


def _needs(stretch: Stretch, skills: dict[str, Skill]) -> list[Need]:
    rows = [Need(skills[slug].pk, level, skills[slug]) for slug, level in stretch.needs.items() if slug in skills]
    return sorted(rows, key=lambda need: (need.skill.order, need.skill.slug))


def dossier(question: Question, people: Sequence[User] | None = None) -> dict[str, Any]:
    """The whole dossier as plain JSON with its hashes; `people` when others than today's clerks are to be judged."""
    found = answer(question, people)
    later = _later(found)
    items = items_of(_awards_told(found, later), found.book, question.known_at)
    facts = {
        "format": FORMAT,
        "question": plain(
            {
                "post": question.post.pk,
                "from": question.start,
                "to": question.end,
                "known_at": question.known_at,
                "then": question.then,
            }
        ),
        "requirements": [_stretch(stretch) for stretch, _needs in found.asked],
        "people": [_person(one, question) for one in found.people],
        "later": later,
        "limits": list(LIMITS),
    }
    evidence = {name: {"sha256": digest(item), "facts": item} for name, item in sorted(items.items())}
    written = {**facts, "evidence": evidence, "words": _words(found, items)}
    return {**written, "hashes": hashes_of(written)}


def hashes_of(written: dict[str, Any]) -> dict[str, str]:
    """The hash over the facts, over the words people read, and over both. The facts name each item by its hash."""
    facts = {key: value for key, value in written.items() if key not in ("evidence", "words", "hashes", "signature")}
    facts["evidence"] = {name: item["sha256"] for name, item in written["evidence"].items()}
    over_facts, over_words = digest(facts), digest(written["words"])
    return {"facts": over_facts, "words": over_words, "all": digest({"facts": over_facts, "words": over_words})}


def _stretch(stretch: Stretch) -> dict[str, Any]:
    return plain(
        {
            "from": stretch.first,
            "to": stretch.last,
            "needs": dict(stretch.needs),
            "source": stretch.source.value,
            "written_at": stretch.written_at,
        }
    )


def _person(one: Person, question: Question) -> dict[str, Any]:
    """`worked`: the days of the period on which they belonged to the staff, as known at the moment asked about."""
    hired, left = one.work.hired_on or question.start, one.work.left_on or question.end
    return {
        "person": one.user.pk,
        "worked": plain({"from": max(hired, question.start), "to": min(left, question.end)}),
        "then": _judgement(one.then),
        "now": _judgement(one.now),
        "differs": one.differs,
    }


def _judgement(found: Judgement) -> dict[str, Any]:
    return {
        "answer": found.answer.value,
        "reasons": [_reason(reason) for reason in found.reasons],
        "proofs": [
            {
                "skill": need.skill.slug,
                "needed": need.level,
                "held": held.level,
                "award": name_of("award", held.award_id),
            }
            for need, held in found.proofs
        ],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    award = getattr(reason.evidence, "award_id", None)
    return plain(
        {
            "code": reason.code.value,
            "skill": reason.skill.slug if reason.skill else None,
            "needed": reason.needed,
            "held": reason.held,
            "on": reason.on,
            "until": reason.until,
            "bound": reason.bound,
            "award": name_of("award", award) if award else None,
        }
    )


def _awards_told(found: Answers, later: Iterable[dict]) -> list[Award]:
    """The awards that any answer or any later event speaks of."""
    wanted = {event["award"] for event in later}
    for one in found.people:
        for judgement in (one.then, one.now):
            wanted |= {name_of("award", held.award_id) for _need, held in judgement.proofs}
            wanted |= {name_of("award", getattr(reason.evidence, "award_id", None)) for reason in judgement.reasons}
    return [award for award in found.book.awards if name_of("award", award.pk) in wanted]


def _later(found: Answers) -> list[dict[str, Any]]:
    """What was written after the period and by the moment asked about, and speaks of days up to the end of it."""
    question = found.question
    events = [event for award in found.book.awards for event in _events_of(award, found.book)]
    return [
        plain(event)
        for event in sorted(events, key=lambda event: (event["written_at"], event["name"], event["award"]))
        if question.then < event["written_at"] <= question.known_at and event["on"] <= question.end
    ]


def _events_of(award: Award, book: Book) -> Iterable[dict[str, Any]]:
    about = {"person": award.user_id, "award": name_of("award", award.pk)}
    yield {**about, "name": name_of("award", award.pk), "kind": "awarded", "on": award.valid_from} | {
        "written_at": award.written_at,
        "by": None,
    }
    revocation = getattr(award, "revocation", None)
    if revocation:
        told = {"kind": "revoked", "on": revocation.revoked_on, "written_at": revocation.written_at}
        yield {**about, "name": name_of("revocation", revocation.pk), **told, "by": revocation.revoked_by_id}
    for row in book.suspensions:
        if award.certificate_id and row.certificate_id == award.certificate_id:
            told = {"kind": "suspended", "on": row.suspended_from, "written_at": row.written_at}
            yield {**about, "name": name_of("suspension", row.pk), **told, "by": row.suspended_by_id}
            back = getattr(row, "reinstatement", None)
            if back:
                told = {"kind": "reinstated", "on": back.reinstated_from, "written_at": back.written_at}
                yield {**about, "name": name_of("reinstatement", back.pk), **told, "by": back.reinstated_by_id}


# Words


def _words(found: Answers, items: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What things and people are called today; a later change of a name changes no fact."""
    named = {one.user.pk: one.user for one in found.people}
    others = _people_named(items) - set(named)
    named |= {person.pk: person for person in User.objects.filter(pk__in=others)} if others else {}
    post = found.question.post
    return {
        "post": {"zh": post.name, "en": post.name_en},
        "hall": {"code": post.hall.code, "zh": post.hall.name, "en": post.hall.name_en},
        "skills": {slug: {"zh": skill.name, "en": skill.name_en} for slug, skill in sorted(found.skills.items())},
        "people": {
            str(pk): {"staff_number": person.staff_number, "name": person.full_name}
            for pk, person in sorted(named.items())
        },
    }


def _people_named(items: dict[str, dict[str, Any]]) -> set[int]:
    """Everybody the items speak of: who revoked, watched, decided or marked."""
    found: set[int] = set()
    for item in items.values():
        found |= {item[key] for key in ("by", "person") if isinstance(item.get(key), int)}
        found |= {seen["observer"] for seen in item.get("observations", ())}
        found |= {act["by"] for act in item.get("acts", ())}
        found |= {event["by"] for event in item.get("events", ()) if event["by"]}
        if item.get("decision"):
            found.add(item["decision"]["by"])
    return found
