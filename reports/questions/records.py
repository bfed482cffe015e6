"""What the check of records finds: certificates without their evidence, broken rounds, what overlaps.

The check itself belongs to `programmes.records`; this is the one place that knows the shape of what it answers:
`check(on)` → findings with `code`, `sentence`, `subject` (words or a link) and, where it is about somebody, `user`.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from people.models import User
from people.roles import Role, has_role

from ..frame import Asked, Column, Crossing, Facet, Kind, Link, Report, Row
from ..scope import ScopeForm
from .common import BY_HALL, HALL, PERSON, hall_facet, hall_of


def checker() -> Callable[..., list[Any]] | None:
    """The check of records; None in a hall without it."""
    try:
        return import_module("programmes.records").check
    except ModuleNotFoundError:
        return None


class RecordsForm(ScopeForm):
    """As the records stand today."""

    only_employed = False


def _rows(asked: Asked) -> list[Row]:
    check = checker()
    findings = check(asked.on) if check else []
    people = {person.pk: person for person in asked.people.select_related("hall")}
    everything = has_role(asked.viewer, Role.ADMINISTRATOR) and not any(asked.wanted.get(key) for key in ("hall", "q"))
    return [
        _row(finding, people.get(_person_of(finding)))
        for finding in findings
        if _person_of(finding) in people or (everything and _person_of(finding) is None)
    ]


def _person_of(finding: Any) -> int | None:
    found = getattr(finding, "user", None) or getattr(finding, "user_id", None)
    return found.pk if isinstance(found, User) else found


def _row(finding: Any, person: User | None) -> Row:
    subject = getattr(finding, "subject", None) or getattr(finding, "link", "")
    url = getattr(subject, "url", "") or (subject if isinstance(subject, str) and subject.startswith("/") else "")
    words = getattr(subject, "text", "") or (_("Open") if url else str(subject))
    return Row(
        cells={
            "person": person,
            "hall": hall_of(person) if person else "",
            "code": finding.code,
            "sentence": str(finding.sentence),
            "subject": Link(words, url),
        },
        facets={
            "code": (finding.code, finding.code),
            "hall": hall_facet(person) if person else ("", _("no hall")),
        },
    )


RECORDS = Report(
    slug="records",
    title=gettext_lazy("Records that do not agree"),
    question=gettext_lazy("Which certificates lack their evidence, and which rounds are broken or overlap?"),
    columns=(
        PERSON,
        HALL,
        Column("code", pgettext_lazy("report", "Kind of finding")),
        Column("sentence", pgettext_lazy("report", "What was found"), note=True),
        Column("subject", pgettext_lazy("report", "Where"), Kind.LINK),
    ),
    rows=_rows,
    form=RecordsForm,
    facets=(Facet("code", pgettext_lazy("report", "Kind of finding")), BY_HALL),
    crossings=(
        Crossing(gettext_lazy("By kind of finding"), "code"),
        Crossing(gettext_lazy("By hall"), "hall", "code"),
    ),
    sort="code",
    how=gettext_lazy(
        "The same as the nightly check of records finds, checked anew each time this page is opened. An empty list "
        "means that every certificate has its evidence and no round is broken."
    ),
)
