"""What happened in an attempt, moment by moment, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .kinds import kind_of
from .models import Act, Attempt, Signal
from .values import is_answered

# An answer that took longer from the device to the server had been waiting there.
ON_ITS_WAY = timedelta(seconds=20)
LONGEST_WORDS = 120


@dataclass(frozen=True)
class Event:
    """Something that happened: `kind` is "answer", "signal", "act" or "frame" (beginning and end)."""

    at: datetime
    kind: str
    what: str
    note: str = ""
    by: str = ""


def timeline(attempt: Attempt) -> list[Event]:
    """Everything from the beginning to the last act, in order; four queries."""
    events = [
        Event(attempt.started_at, "frame", _("Begun")),
        *_answers(attempt),
        *(_signal(signal) for signal in attempt.signals.all()),
        *(_act(act) for act in attempt.acts.select_related("by")),
    ]
    if attempt.ended_at:
        events.append(Event(attempt.ended_at, "frame", _("Ended: %(how)s") % {"how": attempt.get_ending_display()}))
    # The end before what was done after it in the same second: sorting keeps the order of equal moments.
    order = {"frame": 0, "answer": 1, "signal": 2, "act": 3}
    return sorted(events, key=lambda event: (event.at, order[event.kind]))


def _answers(attempt: Attempt) -> Iterator[Event]:
    shown = {asked.position: asked.shown for asked in attempt.questions.only("attempt", "position", "shown")}
    before: set[int] = set()
    for answer in attempt.answers.order_by("given_at", "sequence"):
        said = _in_words(shown.get(answer.position), answer.value)
        names = {"number": answer.position}
        if not said:
            what = _("Question %(number)d: answer taken back") % names
        elif answer.position in before:
            what = _("Question %(number)d: changed") % names
        else:
            what = _("Question %(number)d: answered") % names
        before.add(answer.position)
        yield Event(answer.given_at, "answer", what, " · ".join(filter(None, [said, _on_its_way(answer)])))


def _in_words(shown: Any, value: Any) -> str:
    if shown is None or not is_answered(shown["kind"], value):
        return ""
    said = "；".join(kind_of(shown["kind"]).given(shown, value))
    return said if len(said) <= LONGEST_WORDS else said[: LONGEST_WORDS - 1] + "…"


def _on_its_way(answer: Any) -> str:
    late = answer.received_at - answer.given_at
    if late < ON_ITS_WAY:
        return ""
    return _("arrived %(length)s later") % {"length": length(int(late.total_seconds()))}


def _signal(signal: Signal) -> Event:
    parts = [length(signal.seconds) if signal.seconds else ""]
    if signal.position:
        parts.append(_("at question %(number)d") % {"number": signal.position})
    return Event(signal.at, "signal", signal.get_kind_display(), " · ".join(filter(None, parts)))


def _act(act: Act) -> Event:
    return Event(act.at, "act", act_in_words(act), act.reason, act.by.full_name)


def act_in_words(act: Act) -> str:
    """What was done, with what the act remembers of it."""
    facts = act.facts
    if act.kind == Act.Kind.EXTEND and facts.get("minutes"):
        return ngettext("%(count)d minute more", "%(count)d minutes more", facts["minutes"]) % {
            "count": facts["minutes"]
        }
    if act.kind == Act.Kind.REGRADE:
        return _regrade_in_words(facts)
    if act.kind == Act.Kind.MARK and facts.get("position"):
        return _("Question %(number)d marked by hand: %(points)s points") % {
            "number": facts["position"],
            "points": facts.get("after", "–"),
        }
    return act.get_kind_display()


def _regrade_in_words(facts: dict[str, Any]) -> str:
    names = {"number": facts.get("position", 0)}
    if facts.get("open"):
        return _("Question %(number)d will be marked by the corrected key") % names
    before, after = facts.get("points", ["–", "–"])
    if before == after:
        return _("Question %(number)d has a corrected key; the points stay") % names
    return _("Question %(number)d marked anew: %(before)s → %(after)s points") % {
        **names,
        "before": before,
        "after": after,
    }


def length(seconds: int) -> str:
    """A stretch of time in words: seconds below two minutes, else minutes."""
    if seconds < 120:
        return pgettext("length of time", "%(count)d s") % {"count": seconds}
    return pgettext("length of time", "%(count)d min") % {"count": seconds // 60}
