"""All published entries by what they are found by, kept in memory: what a search reads at every letter typed.

`LIKE` would find no slip and reads every row for a query of one letter. So each server process holds the keys of the
published entries (a few megabytes for five thousand) and asks the database one cheap question a request: is anything
published, changed or taken off since? What is shown is always read from the database.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Max, Value

from core.search_text import score_words, words_of
from core.typing_slips import Slips

from .models import Dialogue, Phrase, Sign, Term

KINDS = {model._meta.model_name: model for model in (Sign, Phrase, Term, Dialogue)}


@dataclass(frozen=True)
class Place:
    """Where an entry is kept."""

    kind: str
    pk: int
    scenario_id: int


class Index:
    """The places of all published entries, kind by kind in the order of their scenarios and keys."""

    def __init__(self, rows):
        self.places = [Place(kind, pk, scenario_id) for kind, pk, scenario_id, _key in rows]
        self._keys = [row[-1] for row in rows]

    @cached_property
    def _slips(self):
        return Slips(self._keys)

    @cached_property
    def scenario_ids(self):
        return {place.scenario_id for place in self.places}

    def found(self, query):
        """The places that answer the query as it is typed, best first."""
        words = words_of(query)
        scored = [(score_words(key, words), place) for key, place in zip(self._keys, self.places, strict=True)]
        return [place for points, place in sorted(scored, key=lambda pair: -pair[0]) if points] if words else []

    def nearly_found(self, query):
        """The places that answer the query when its slips are forgiven, fewest slips first."""
        costs = self._slips.near(words_of(query))
        return [
            self.places[number] for number, cost in sorted(costs.items(), key=lambda pair: (pair[1], pair[0])) if cost
        ]


_held = (None, Index([]))


def current():
    """The index of what is published now; one query, and four more when something changed since."""
    global _held
    now, (then, index) = stamp(), _held
    if now != then:
        index = Index(list(_rows()))
        _held = (now, index)
    return index


def stamp():
    """What differs whenever an entry is published, published again, taken off or deleted."""
    parts = [
        model.objects.live()
        .order_by()
        .values("live")
        .annotate(kind=Value(kind), count=Count("pk"), last=Max("pk"), newest=Max("last_published_at"))
        .values_list("kind", "count", "last", "newest")
        for kind, model in KINDS.items()
    ]
    return tuple(sorted(parts[0].union(*parts[1:], all=True)))


def forget():
    """Read the index anew at the next question: for whoever changes entries behind the back of publishing."""
    global _held
    _held = (None, Index([]))


def _rows():
    for kind, model in KINDS.items():
        found = model.objects.live().order_by("scenario__order", "scenario__slug", "key")
        for pk, scenario_id, key in found.values_list("pk", "scenario_id", "search_key"):
            yield kind, pk, scenario_id, key
