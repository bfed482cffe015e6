"""Asking a report: from the query of an address, for a viewer and a moment, to what was found. Reading only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from people.models import Hall, User

from .frame import Found, Report
from .scope import ScopeForm

# No filter is longer; what is comes from somebody who plays with addresses.
LONGEST_VALUE = 60


@dataclass(frozen=True)
class Answer:
    """The form as filled in and, where it is valid, what was found; None where a field says nonsense."""

    report: Report
    form: ScopeForm
    found: Found | None
    query: str

    @property
    def filters(self) -> list[tuple[str, str]]:
        """`[(label, value)]` of the form and the facets chosen, in words."""
        if self.found is None:
            return []
        words = self.form.in_words()
        for facet in self.report.facets:
            option = next((one for one in self.found.options(facet) if one.chosen), None)
            if option and (str(facet.label), str(option.label)) not in words:
                words.append((str(facet.label), str(option.label)))
        return words


def ask(
    report: Report, viewer: User, query: Mapping[str, str], now: datetime, halls: list[Hall] | None = None
) -> Answer:
    """Ask a report what the query says, of the people the viewer may see.

    Facets go by their name; where a field of the form has the same name (the hall), it is the field that narrows.
    """
    today: date = timezone.localdate(now)
    form = report.form(query, viewer=viewer, today=today, halls=halls)
    kept = tidy_query(report, query)
    if not form.is_valid():
        return Answer(report, form, None, kept)
    chosen = {
        facet.key: value for facet in report.facets if facet.key not in form.fields and (value := query.get(facet.key))
    }
    sort = query.get("sort") or report.sort
    return Answer(report, form, Found(report, report.rows(form.asked(now)), chosen, sort), kept)


def tidy_query(report: Report, query: Mapping[str, str]) -> str:
    """The filters and the order of a query as an address carries them; what the report does not know is left out."""
    known = [*report.form.base_fields, "hall", "q", *(facet.key for facet in report.facets), "sort"]
    pairs = [(key, query.get(key, "")) for key in dict.fromkeys(known)]
    return urlencode([(key, value) for key, value in pairs if value and len(value) <= LONGEST_VALUE])


def read_query(text: str) -> dict[str, str]:
    """The pairs of a kept query."""
    return QueryDict(text).dict()
