"""Phrasebook entries, questions and quizzes, published as their authors would publish them."""

from dataclasses import dataclass

from people.models import User
from phrasebook.models import Choice, Dialogue, Phrase, Scenario, Sign, Term, Turn
from quizzes import items
from quizzes.bank import put_question
from quizzes.models import Draw, FixedQuestion, Quiz, Topic

from . import films, sounds, source


@dataclass(frozen=True)
class Hands:
    """Who writes, and who may publish what was written."""

    author: User
    publisher: User


def make_scenarios():
    """The situations at the counter, by code."""
    rows = [Scenario(order=order, **written) for order, written in enumerate(source.hall()["scenarios"], start=1)]
    return {row.slug: row for row in Scenario.objects.bulk_create(rows)}


def make_entries(course, scenarios, hands):
    """Phrases, signs and dialogues of one course by key, each live with a published revision."""
    made, signs = {}, course.get("signs", ())
    spoken = sounds.make_sounds(course["phrases"], hands.author)
    for written in course["phrases"]:
        made[written["key"]] = _phrase(written, scenarios, spoken.get(written["key"], {}))
    clips = films.make_clips(signs, hands.author)
    for written in signs:
        # A placeholder is not a film: the sign is still to be filmed.
        made[written["key"]] = Sign(**{**_placed(written, scenarios), "clip": clips.get(written.get("clip"))})
    for written in course["dialogues"]:
        made[written["key"]] = _dialogue(written, scenarios)
    return _published(made, hands)


def make_terms(written, scenarios, hands):
    """The terms of the trade by key, published as the other entries are."""
    return _published({one["key"]: Term(**_placed(one, scenarios)) for one in written}, hands)


def _phrase(written, scenarios, spoken):
    # All pinyin of the demonstration was written by hand; both readings were read aloud where both are there.
    return Phrase(
        readings_checked=bool(written["pinyin"] and written.get("ipa")), **_placed(written, scenarios), **spoken
    )


def _dialogue(written, scenarios):
    said = {
        "turns": [Turn(sort_order=order, **turn) for order, turn in enumerate(written["turns"])],
        "choices": [Choice(sort_order=order, **choice) for order, choice in enumerate(written.get("choices", ()))],
    }
    return Dialogue(**{**_placed(written, scenarios), **said})


def _published(made, hands):
    for entry in made.values():
        _publish(entry, hands)
    return made


def _placed(written, scenarios):
    return {**written, "scenario": scenarios[written["scenario"]]}


def make_questions(course, hands):
    """The questions of one course by key, each live with a published revision."""
    topic = Topic.objects.create(name=course["quiz"]["topic"], name_en=course["quiz"]["topic_en"])
    return {
        written["key"]: put_question(
            key=written["key"],
            topic=topic,
            item=item_of_question(written),
            difficulty=written["difficulty"],
            user=hands.publisher,
        )
        for written in course["questions"]
    }


def item_of_question(written):
    """The question as our content files write it."""
    kind, stem, why = written["kind"], written["stem"], written["explanation"]
    if kind == "true_false":
        return items.statement(stem, written["answer"], why)
    if kind == "fill_in":
        return items.fill_in(stem, written["blanks"], why)
    options = [(option["text"], option["correct"]) for option in written["options"]]
    return items.choice(kind, stem, options, why)


def make_quiz(course, questions):
    """The quiz at the end of a course: the fixed questions, and a draw from the course's topic."""
    written = course["quiz"]
    rules = ("title", "title_en", "intro", "intro_en", "pass_mark")
    limits = ("attempt_limit", "waiting_minutes", "time_limit_minutes")
    quiz = Quiz(
        **{name: written[name] for name in rules + limits},
        fixed_questions=[
            FixedQuestion(sort_order=order, question=questions[key]) for order, key in enumerate(written["fixed"])
        ],
        draws=[Draw(sort_order=0, topic=next(iter(questions.values())).topic, count=written["draw"])],
    )
    quiz.save()
    return quiz


def _publish(entry, hands):
    entry.live = False
    entry.save()
    entry.save_revision(user=hands.author).publish(user=hands.publisher)
