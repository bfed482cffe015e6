"""Finding entries: one search over signs, phrases, terms and dialogues; one shelf for each scenario; what is marked."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from core.models import with_small_versions
from core.search_text import matches, search_key

from . import index
from .index import KINDS
from .models import Entry, Favourite, Scenario

# More than a thumb scrolls through; a longer list says how many it left out.
MOST = {"sign": 4, "phrase": 8, "term": 3, "dialogue": 2}
# With fewer answers than this the query may hold a slip, and what it nearly says is looked for too.
FEW = 4
MOST_NEAR = 6
PER_PAGE = 12


@dataclass
class Results:
    """Entries of the four kinds, best first; what comes near; and the scenarios whose name answers the query."""

    signs: list[Entry] = field(default_factory=list)
    phrases: list[Entry] = field(default_factory=list)
    terms: list[Entry] = field(default_factory=list)
    dialogues: list[Entry] = field(default_factory=list)
    near: list[Entry] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)
    left_out: int = 0

    @property
    def count(self):
        return len(self.signs) + len(self.phrases) + len(self.terms) + len(self.dialogues)


def look_up(query, user):
    """What the search box answers, at most `MOST` of each kind; as many queries however much is found."""
    held = index.current()
    found = held.found(query)
    shown = [place for kind, most in MOST.items() for place in [place for place in found if place.kind == kind][:most]]
    near = held.nearly_found(query)[:MOST_NEAR] if len(found) < FEW else []
    entries = _entries([*shown, *near], user)
    return Results(
        **_by_kind(entries[place] for place in shown if place in entries),
        near=[entries[place] for place in near if place in entries],
        scenarios=_scenarios_named(query, held),
        left_out=len(found) - len(shown),
    )


def shelf(scenario, number, user):
    """A page of the published entries of a scenario, sentences first, and what stands on it as `Results`."""
    places = [place for place in index.current().places if place.scenario_id == scenario.pk]
    places.sort(key=lambda place: place.kind != "phrase")
    page = Paginator(places, PER_PAGE).get_page(number)
    entries = _entries(page.object_list, user)
    return page, Results(**_by_kind(entries[place] for place in page.object_list if place in entries))


def scenarios_with_counts():
    """The scenarios that hold a published entry, each with `sign_count`, `phrase_count`, `term_count` and so on."""
    counts = {f"{kind}_count": _count(model) for kind, model in KINDS.items()}
    return [row for row in Scenario.objects.annotate(**counts) if any(getattr(row, name) for name in counts)]


def favourites(user):
    """The published entries this person marked, the newest mark first."""
    marks = list(Favourite.objects.filter(user=user).select_related("content_type"))
    places = [(mark.content_type.model, mark.object_id) for mark in marks]
    entries = {
        (kind, entry.pk): entry
        for kind, model in KINDS.items()
        if (wanted := [pk for of, pk in places if of == kind])
        for entry in model.objects.live().filter(pk__in=wanted)
    }
    return [entries[place] for place in places if place in entries]


def marked(entries, user):
    """Say of each entry whether this person marked it; one query."""
    types = {ContentType.objects.get_for_model(model).pk: kind for kind, model in KINDS.items()}
    marks = Favourite.objects.filter(user=user).values_list("content_type_id", "object_id")
    held = {(types.get(type_id), pk) for type_id, pk in marks} if entries else set()
    for entry in entries:
        entry.is_favourite = (entry.kind, entry.pk) in held
    return entries


def _count(model):
    """Counted apart: joined in one statement the kinds of a scenario would multiply each other."""
    rows = model.objects.live().order_by().filter(scenario=OuterRef("pk")).values("scenario").annotate(n=Count("pk"))
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), 0)


def _entries(places, user):
    """{place: entry} with what their cards show; an entry taken off this very moment is missing."""
    rows = {
        kind: model.objects.live().to_show().in_bulk([place.pk for place in places if place.kind == kind])
        for kind, model in KINDS.items()
        if any(place.kind == kind for place in places)
    }
    found = {place: rows[place.kind][place.pk] for place in places if place.pk in rows[place.kind]}
    signs = rows.get("sign", {}).values()
    with_small_versions(clip for sign in signs for clip in (sign.shown_clip, sign.shown_second_clip))
    marked(list(found.values()), user)
    return found


def _by_kind(entries):
    sorted_out = {}
    for entry in entries:
        sorted_out.setdefault(f"{entry.kind}s", []).append(entry)
    return sorted_out


def _scenarios_named(query, held):
    rows = Scenario.objects.filter(pk__in=held.scenario_ids)
    return [row for row in rows if matches(search_key(row.name, row.name_en), query)]
