"""What the check of records finds: certificates without their evidence, broken rounds, what overlaps."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from people.models import User
from people.roles import Role, has_role
from programmes.findings import from_json
from programmes.records import last_check

from ..frame import Asked, Column, Crossing, Facet, Kind, Link, Report, Row
from ..scope import ScopeForm
from .common import BY_HALL, HALL, PERSON, hall_facet, hall_of


class RecordsForm(ScopeForm):
    """As the records stand today."""

    only_employed = False


def _rows(asked: Asked) -> list[Row]:
    """Of the last look at all records, which takes too long to be repeated for every reader."""
    last = last_check()
    if last is None:
        # Nothing checked must not read as nothing found.
        sentence = _("The records have not been checked yet. The nightly work does it.")
        return [_row("not_checked", sentence, Link(""), None)]
    people = {person.pk: person for person in asked.people.select_related("hall")}
    everything = has_role(asked.viewer, Role.ADMINISTRATOR) and not any(asked.wanted.get(key) for key in ("hall", "q"))
    findings = [from_json(kept) for kept in last.findings]
    return [
        _row(
            finding.code,
            finding.sentence,
            Link(finding.subject, finding.link),
            people.get(finding.person) if finding.person else None,
        )
        for finding in findings
        if finding.person in people or (everything and finding.person is None)
    ]


def _row(code: str, sentence: str, subject: Link, person: User | None) -> Row:
    return Row(
        cells={
            "person": person,
            "hall": hall_of(person) if person else "",
            "code": code,
            "sentence": sentence,
            "subject": subject,
        },
        facets={"code": (code, code), "hall": hall_facet(person) if person else ("", _("no hall"))},
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
        "What the last nightly check of records found. An empty list means that every certificate had its evidence and "
        "no round was broken."
    ),
)
