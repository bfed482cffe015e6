"""Phrasebook entries, questions and quizzes, published as their authors would publish them."""

from dataclasses import dataclass

from people.models import User
from phrasebook.models import Choice, Dialogue, Phrase, Scenario, Sign, Term, Turn
from quizzes import items
from quizzes.bank import put_question
from quizzes.models import Draw, FixedQuestion, Quiz, Topic

from . import films, pictures, sounds, source


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


def make_questions(course, entries, hands):
    """The questions of one course by key, each live with a published revision; essays lie in a topic of their own.

    A quiz whose essays nobody has read would be neither passed nor failed, and the story knows only these two.
    """
    quiz = course["quiz"]
    topic = Topic.objects.create(name=quiz["topic"], name_en=quiz["topic_en"])
    find = _finder(entries, hands.author)
    made = {one["key"]: _put(one, topic, find, hands) for one in course["questions"]}
    if essays := course.get("essays"):
        own = Topic.objects.create(name=f"{quiz['topic']}·简答", name_en=f"{quiz['topic_en']}: essays")
        made |= {one["key"]: _put(one, own, find, hands) for one in essays}
    return made


def _put(written, topic, find, hands):
    return put_question(
        key=written["key"],
        topic=topic,
        item=item_of_question(written, find),
        difficulty=written["difficulty"],
        source=written.get("source", ""),
        user=hands.publisher,
    )


def lead_back(course, questions, lessons, hands):
    """Let the questions that name a lesson lead back to it; lessons by slug."""
    for written in [*course["questions"], *course.get("essays", ())]:
        if "lesson" in written:
            question = questions[written["key"]]
            question.read_again = lessons[written["lesson"]]
            question.save()
            question.save_revision(user=hands.author).publish(user=hands.publisher)


def _finder(entries, author):
    """`find(what, name)` is the number of a picture, a recording of a phrase, or a sign."""

    def find(what, name):
        if what == "sign":
            return entries[name].pk
        if what == "sound":
            key, _dot, spoken = name.partition(".")
            field = next(field for field, file in sounds.FILES.items() if file == spoken)
            return getattr(entries[key], f"{field}_id")
        return pictures.picture(name, author).pk

    return find


def item_of_question(written, find=lambda what, name: 1):
    """The question as our content files write it; `find` knows the numbers of pictures, recordings and signs."""
    body = _body(written, find)
    return items.Item(written["kind"], written["stem"], body, written["explanation"])


def _body(written, find):
    kind = written["kind"]
    if kind == "true_false":
        return {"is_true": written["answer"]}
    if kind == "fill_in":
        return dict(items.fill_in("", written["blanks"]).body)
    if kind == "case":
        return {"parts": [_part(part, find) for part in written["parts"]]}
    names = ("areas", "find", "limit", "criteria", "show_criteria", "least", "most", "model_answer")
    body = {name: written[name] for name in names if name in written}
    body |= {what: find(what, written[what]) for what in ("picture", "sound", "sign") if what in written}
    if "sound" in written:
        body["transcript"] = _spoken(written["sound"])
    if "options" in written:
        body["options"] = [_option(option) for option in written["options"]]
    return body


def _option(option):
    said = {"feedback": option["feedback"]} if "feedback" in option else {}
    return {"text": option["text"], "right": option["correct"], **said}


def _part(part, find):
    own = {name: part[name] for name in ("kind", "stem", "points", "explanation")}
    return {**own, "body": _body(part, find)}


def _spoken(name):
    """What a recording says."""
    key, _dot, spoken = name.partition(".")
    phrase = next(one for course in source.courses() for one in course["phrases"] if one["key"] == key)
    return phrase["english" if spoken.startswith("en") else "text"]


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
        draws=[Draw(sort_order=0, topic=questions[written["fixed"][0]].topic, count=written["draw"])],
    )
    quiz.save()
    return quiz


def _publish(entry, hands):
    entry.live = False
    entry.save()
    entry.save_revision(user=hands.author).publish(user=hands.publisher)
