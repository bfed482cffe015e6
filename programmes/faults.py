"""What is wrong with a programme before it is published, as sentences for its author. Reading only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import CoursePage
from quizzes.bank import readiness
from quizzes.models import Practical, Quiz
from skills.models import Certification

from .models import ProgrammePrerequisite
from .paths import Asked, Path, still_to_do
from .programme import Things, path_of, things_named


@dataclass(frozen=True)
class Written:
    """A programme as its author has written it, saved or not."""

    certification: Certification
    first: Sequence[Any]
    renewal: Sequence[Any]
    grants: int
    prerequisites: Sequence[Certification]


def faults(written: Written) -> dict[str, list[str]]:
    """The sentences by the field they stand beside; nothing when it can be published."""
    things = things_named([*written.first, *written.renewal])
    first, renewal = path_of(written.first, things), path_of(written.renewal, things)
    found = {
        "first": [] if first else [_("Say what is asked for the first certificate.")],
        "renewal": list(_longer(first, renewal)),
        "grants": [] if written.grants else [_("Choose the skills that the certificate awards.")],
        "prerequisites": list(_circles(written)),
    }
    unfit = dict(_unfit(things))
    for name, raw in (("first", written.first), ("renewal", written.renewal)):
        found[name] += [*_of_groups(raw), *_of_parts(raw, unfit)]
    return {name: sentences for name, sentences in found.items() if sentences}


def _of_groups(raw: Sequence[Any]) -> Iterable[str]:
    for number, block in enumerate(raw, start=1):
        need, parts = block["value"].get("need"), block["value"]["parts"]
        if need and need > len(parts):
            sentence = ngettext(
                "Group %(number)d asks for %(need)d but has %(count)d part.",
                "Group %(number)d asks for %(need)d but has %(count)d parts.",
                len(parts),
            )
            yield sentence % {"number": number, "need": need, "count": len(parts)}
        named = [(part["type"], part["value"]) for part in parts]
        if len(set(named)) < len(named):
            yield _("Group %(number)d names a part twice.") % {"number": number}


def _of_parts(raw: Sequence[Any], unfit: dict[tuple[Asked, int], str]) -> Iterable[str]:
    named = [(Asked(part["type"]), part["value"]) for block in raw for part in block["value"]["parts"]]
    return [unfit[key] for key in dict.fromkeys(named) if key in unfit]


def _unfit(things: Things) -> Iterable[tuple[tuple[Asked, int], str]]:
    """What cannot be done by anybody, with the reason."""
    rows = {key: thing for key, thing in things.items() if isinstance(thing, Quiz)}
    quizzes = Quiz.objects.with_questions().filter(pk__in=[thing.pk for thing in rows.values()])
    states = readiness(quizzes) if rows else {}
    for key, thing in things.items():
        title = {"title": thing.local_title}
        if isinstance(thing, (CoursePage, Practical)) and not thing.live:
            yield key, _("“%(title)s” is not published.") % title
        elif isinstance(thing, Quiz) and thing.mode == Quiz.Mode.PRACTICE:
            yield key, _("“%(title)s” is a quiz for practice: it proves nothing. Choose an examination.") % title
        elif isinstance(thing, Quiz) and states.get(thing.pk):
            yield key, _("“%(title)s” cannot start: %(why)s") % {**title, "why": " ".join(states[thing.pk])}


def _longer(first: Path, renewal: Path) -> Iterable[str]:
    took, takes = (sum(part.minutes for part in still_to_do(path, {})) for path in (first, renewal))
    if renewal and takes > took:
        sentence = _("A renewal would take %(takes)d minutes, the first certificate %(took)d. Shorten the renewal.")
        yield sentence % {"takes": takes, "took": took}


def _circles(written: Written) -> Iterable[str]:
    """A certificate that is asked for before itself could never be had."""
    asked: dict[int, set[int]] = {}
    rows = ProgrammePrerequisite.objects.filter(programme__live=True)
    for before, certification in rows.values_list("programme__certification", "certification"):
        asked.setdefault(before, set()).add(certification)
    for certification in written.prerequisites:
        if certification.pk == written.certification.pk or _leads_to(certification.pk, written.certification.pk, asked):
            sentence = _("“%(title)s” itself asks for this certificate first, directly or by another: a circle.")
            yield sentence % {"title": certification.local_name}


def _leads_to(start: int, goal: int, asked: dict[int, set[int]]) -> bool:
    seen, waiting = set(), [start]
    while waiting:
        at = waiting.pop()
        if at == goal:
            return True
        if at not in seen:
            seen.add(at)
            waiting += asked.get(at, set())
    return False
