"""Finding entries: one search over phrases, signs and dialogues; one shelf for each scenario."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from core.models import with_small_versions
from core.search_text import found, matches, search_key

from .models import Dialogue, Phrase, Scenario, Sign

# More than a thumb scrolls through; a longer list says how many it left out.
MOST = {Phrase: 12, Sign: 8, Dialogue: 4}


@dataclass(frozen=True)
class Results:
    """Entries of the three kinds, best first, and the scenarios whose name answers the query."""

    phrases: list[Phrase] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    dialogues: list[Dialogue] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)
    left_out: int = 0

    @property
    def count(self):
        return len(self.phrases) + len(self.signs) + len(self.dialogues)


def look_up(query, scenarios):
    """What the search box answers, at most `MOST` of each kind; six queries however much is found."""
    answers = {model: found(model.objects.live(), query) for model in MOST}
    phrases, signs, dialogues = (answers[model][:most] for model, most in MOST.items())
    return Results(
        phrases=phrases,
        signs=_with_films(_as_shown(Sign, signs)),
        dialogues=_as_shown(Dialogue, dialogues),
        scenarios=[row for row in scenarios if matches(search_key(row.name, row.name_en), query)],
        left_out=sum(max(0, len(answers[model]) - most) for model, most in MOST.items()),
    )


def scenarios_with_counts():
    """The scenarios that hold a published entry, each with `phrase_count`, `sign_count` and `dialogue_count`."""
    counts = {
        f"{name}_count": Count(f"{name}s", filter=Q(**{f"{name}s__live": True}), distinct=True)
        for name in ("phrase", "sign", "dialogue")
    }
    # Counting groups the rows, and grouped rows forget the order their model has.
    rows = Scenario.objects.annotate(**counts).order_by(*Scenario._meta.ordering)
    return [row for row in rows if row.phrase_count or row.sign_count or row.dialogue_count]


def shelf(scenario):
    """All published entries of a scenario in the order of their keys."""
    kinds = {"phrases": Phrase, "signs": Sign, "dialogues": Dialogue}
    found = {name: list(model.objects.live().to_show().filter(scenario=scenario)) for name, model in kinds.items()}
    _with_films(found["signs"])
    return Results(**found)


def _as_shown(model, entries):
    """The same entries in the same order with what their card shows: clips and turns of the few that are shown."""
    if not entries:
        return []
    rows = model.objects.to_show().in_bulk([entry.pk for entry in entries])
    return [rows[entry.pk] for entry in entries]


def _with_films(signs):
    """The same signs; the small versions of all their films are fetched at once."""
    with_small_versions(clip for sign in signs for clip in (sign.shown_clip, sign.shown_second_clip))
    return signs
