"""Many questions into the bank at once: what `bank.put_question` does one by one, in a fixed number of queries.

The costly part, making what a revision stores, is done before anything is written: the transaction itself is short, and
nobody who saves an answer meanwhile waits for it.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from taggit.models import Tag
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from people.models import User

from .items import Item, stored, words
from .models import Question, QuestionTag, Topic

BATCH = 200
POINTERS = ("latest_revision", "has_unpublished_changes")
WORDS = ("stem", "explanation", "source", "body", "kind", "words", "difficulty", "topic")
LIVE = ("live", "live_revision", "last_published_at", "first_published_at")


@dataclass
class Entry:
    """A question to be written: a new one, or `question` brought to these words."""

    key: str
    topic: str
    item: Item
    difficulty: int | None = None
    tags: tuple[str, ...] = ()
    source: str = ""
    question: Question | None = None
    content: dict[str, Any] = field(default_factory=dict)


def make_key() -> str:
    """A key for a question that brings none."""
    return f"q-{uuid.uuid4().hex[:12]}"


def prepare(entries: Sequence[Entry], tell: Callable[[int], None]) -> None:
    """Make what the revisions will store; `tell` hears how many are done. Nothing is written."""
    for done, entry in enumerate(entries, 1):
        if entry.question is None:
            entry.question = Question(key=entry.key, live=False)
            # The topic is known only when it is written.
            entry.content = _filled(entry.question, entry).serializable_data()
        else:
            newest = entry.question.latest_revision
            entry.content = dict(newest.content) if newest else entry.question.serializable_data()
            _fill_content(entry.content, entry)
        tell(done)


def _filled(question: Question, entry: Entry) -> Question:
    question.stem, question.explanation, question.source = entry.item.stem, entry.item.explanation, entry.source
    question.body = stored(entry.item)
    question.kind, question.words = entry.item.kind, words(entry.item)
    question.difficulty = entry.difficulty or 1
    return question


def _fill_content(content: dict[str, Any], entry: Entry) -> None:
    assert entry.question is not None
    probe = _filled(Question(key=entry.question.key), entry).serializable_data()
    content.update({name: probe[name] for name in ("stem", "explanation", "body", "kind", "words")})
    # What the file does not say stays as it is.
    content.update({"source": entry.source} if entry.source else {})
    content.update({"difficulty": entry.difficulty} if entry.difficulty else {})


@transaction.atomic
def write(entries: Sequence[Entry], *, user: User, publish: bool, now: datetime) -> list[Question]:
    """Write prepared entries, all or none, each with its revision and its lines in the log; answers the questions.

    `publish` makes them live; else they are drafts. A changed question whose draft somebody else is working on must
    not be among them: `busy` says which those are. Raises IntegrityError when a key has been taken meanwhile.
    """
    topics = _topics({entry.topic for entry in entries if entry.topic})
    tags = _tags({tag for entry in entries for tag in entry.tags})
    new = [entry for entry in entries if entry.question and entry.question.pk is None]
    for entry in entries:
        if entry.topic:
            entry.content["topic"] = topics[entry.topic].pk
    for entry in new:
        _question(entry).topic = topics[entry.topic]
        _question(entry).has_unpublished_changes = not publish
        if publish:
            _make_live(_question(entry), now)
    fresh = {id(entry) for entry in new}
    Question.objects.bulk_create([_question(entry) for entry in new], batch_size=BATCH)
    _tag(entries, fresh, tags, publish)
    revisions = _revise(entries, user, now)
    _settle(entries, fresh, revisions, publish, now)
    _log(entries, fresh, revisions, user, publish, now)
    return [_question(entry) for entry in entries]


def _question(entry: Entry) -> Question:
    assert entry.question is not None
    return entry.question


def _topics(names: set[str]) -> dict[str, Topic]:
    """Topics by name, made where there are none."""
    there = {topic.name: topic for topic in Topic.objects.filter(name__in=names)}
    for name in sorted(names - set(there)):
        there[name] = Topic.objects.create(name=name)
    return there


def _tags(names: set[str]) -> dict[str, Tag]:
    there = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
    for name in sorted(names - set(there)):
        # One by one: a tag finds itself a slug that is free. There are few of them.
        there[name] = Tag.objects.create(name=name)
    return there


def _tag(entries: Sequence[Entry], fresh: set[int], tags: dict[str, Tag], publish: bool) -> None:
    """Give the entries their tags. What is only drafted of a known question is said by its revision alone."""
    tagged = [entry for entry in entries if entry.tags]
    kept = [entry for entry in tagged if publish or id(entry) in fresh]
    known = [_question(entry).pk for entry in kept if id(entry) not in fresh]
    QuestionTag.objects.filter(content_object__in=known).delete()
    links = [
        (entry, QuestionTag(content_object=_question(entry), tag=tags[name]))
        for entry in tagged
        for name in dict.fromkeys(entry.tags)
    ]
    written = {id(entry) for entry in kept}
    QuestionTag.objects.bulk_create([link for entry, link in links if id(entry) in written], batch_size=BATCH)
    for entry in tagged:
        entry.content["tagged_items"] = []
    for entry, link in links:
        row = {"pk": link.pk, "content_object": _question(entry).pk, "tag": link.tag_id}
        entry.content["tagged_items"].append(row)


def _revise(entries: Sequence[Entry], user: User, now: datetime) -> list[Revision]:
    kind = ContentType.objects.get_for_model(Question)
    revisions = []
    for entry in entries:
        question = _question(entry)
        entry.content["pk"] = question.pk
        revisions.append(
            Revision(
                content_type=kind,
                base_content_type=kind,
                object_id=str(question.pk),
                object_str=entry.item.stem[:80],
                user=user,
                created_at=now,
                content=entry.content,
            )
        )
    return Revision.objects.bulk_create(revisions, batch_size=BATCH)


def _settle(
    entries: Sequence[Entry], new: set[int], revisions: Sequence[Revision], publish: bool, now: datetime
) -> None:
    """The rows of the questions: which revision is the newest, which is live, and the words when it is."""
    old = []
    for entry, revision in zip(entries, revisions, strict=True):
        question = _question(entry)
        question.latest_revision = revision
        question.has_unpublished_changes = not publish
        if publish:
            _filled_from(question, entry)
            question.live_revision = revision
            _make_live(question, now)
        if id(entry) not in new:
            old.append(question)
    _point_at_revisions([_question(entry).pk for entry in entries if id(entry) in new], publish)
    Question.objects.bulk_update(old, [*POINTERS, *((*WORDS, *LIVE) if publish else ())], batch_size=BATCH)


def _make_live(question: Question, now: datetime) -> None:
    question.live, question.last_published_at = True, now
    question.first_published_at = question.first_published_at or now


def _point_at_revisions(pks: Sequence[int], publish: bool) -> None:
    """Point new questions at their only revision: one statement for many, where a CASE for each row takes seconds."""
    kind = ContentType.objects.get_for_model(Question)
    own = Revision.objects.filter(content_type=kind, object_id=Cast(OuterRef("pk"), CharField()))
    newest = Subquery(own.order_by("-pk").values("pk")[:1])
    for begin in range(0, len(pks), BATCH):
        some = Question.objects.filter(pk__in=pks[begin : begin + BATCH])
        some.update(latest_revision=newest, **({"live_revision": newest} if publish else {}))


def _filled_from(question: Question, entry: Entry) -> None:
    """The row says what its live revision says."""
    content = entry.content
    question.stem, question.explanation = entry.item.stem, entry.item.explanation
    question.body, question.kind, question.words = content["body"], entry.item.kind, content["words"]
    question.source, question.difficulty = content["source"], content["difficulty"]
    question.topic_id = content["topic"]


def _log(entries, new: set[int], revisions, user: User, publish: bool, now: datetime) -> None:
    kind = ContentType.objects.get_for_model(Question)
    act = uuid.uuid4()
    lines = []
    for entry, revision in zip(entries, revisions, strict=True):
        actions = ["wagtail.create" if id(entry) in new else "wagtail.edit", *(["wagtail.publish"] if publish else [])]
        for action in actions:
            lines.append(
                ModelLogEntry(
                    content_type=kind,
                    object_id=str(_question(entry).pk),
                    label=entry.item.stem[:80],
                    action=action,
                    timestamp=now,
                    user=user,
                    uuid=act,
                    revision=revision,
                    content_changed=True,
                    data={},
                )
            )
    ModelLogEntry.objects.bulk_create(lines, batch_size=BATCH)


def busy(questions: Sequence[Question]) -> set[int]:
    """The keys of those nobody but their editor may change now: a draft is begun, they are locked or scheduled."""
    return {
        question.pk for question in questions if question.locked or (question.has_unpublished_changes and question.live)
    }


def index_references(questions: Sequence[Question]) -> None:
    """Tell Wagtail what these questions use, in short transactions; it hears of single saves only."""
    for question in questions:
        with transaction.atomic():
            ReferenceIndex.create_or_update_for_object(question)
