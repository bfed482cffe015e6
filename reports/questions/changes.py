"""Who changed what on certificates: issued, revoked, suspended, reinstated; when it was written, by whom, and why."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from skills.models import Reinstatement, Revocation, Suspension

from ..frame import Asked, Column, Crossing, Facet, Kind, Link, Report, Row, Word
from ..scope import PeriodForm
from .common import BY_HALL, HALL, PERSON, hall_facet, hall_of, start_of

WHAT = (
    ("revoked", pgettext_lazy("report", "revoked")),
    ("suspended", pgettext_lazy("report", "suspended")),
    ("reinstated", pgettext_lazy("report", "reinstated")),
)
_KINDS = {"revoked": "revoked", "suspended": "suspended", "reinstated": "valid"}


def _rows(asked: Asked) -> list[Row]:
    written = {
        "written_at__gte": start_of(asked.wanted["since"]),
        "written_at__lt": start_of(asked.wanted["until"] + timedelta(days=1)),
    }
    return [*_revoked(asked.people, written), *_suspended(asked.people, written), *_reinstated(asked.people, written)]


def _revoked(people, written) -> Iterator[Row]:
    """One row an act: revoking a certificate revokes each of its skills in one go."""
    rows = Revocation.objects.filter(award__user__in=people, **written).select_related(
        "award__user__hall", "award__skill", "award__certificate__certification", "revoked_by"
    )
    acts: dict[tuple, list[Revocation]] = {}
    for row in rows.order_by("written_at", "pk"):
        what = row.award.certificate_id or f"award {row.award_id}"
        acts.setdefault((what, row.revoked_on, row.reason, row.revoked_by_id), []).append(row)
    for act in acts.values():
        first = act[0]
        skills = pgettext("between the words of a list", "; ").join(row.award.skill.local_name for row in act)
        yield _row(
            "revoked", first, first.award.user, first.award.certificate, skills, first.revoked_on, first.revoked_by
        )


def _suspended(people, written) -> Iterator[Row]:
    rows = Suspension.objects.filter(certificate__user__in=people, **written)
    for row in rows.select_related("certificate__user__hall", "certificate__certification", "suspended_by"):
        paper = row.certificate
        yield _row("suspended", row, paper.user, paper, "", row.suspended_from, row.suspended_by)


def _reinstated(people, written) -> Iterator[Row]:
    rows = Reinstatement.objects.filter(suspension__certificate__user__in=people, **written).select_related(
        "suspension__certificate__user__hall", "suspension__certificate__certification", "reinstated_by"
    )
    for row in rows:
        paper = row.suspension.certificate
        yield _row("reinstated", row, paper.user, paper, "", row.reinstated_from, row.reinstated_by)


def _row(what, fact, person, paper, skills, day, by) -> Row:
    label = dict(WHAT)[what]
    return Row(
        cells={
            "written": fact.written_at,
            "what": Word(_KINDS[what], label, [value for value, _label in WHAT].index(what)),
            "person": person,
            "hall": hall_of(person),
            "certification": paper.certification.local_name if paper else skills,
            "number": Link(paper.number, reverse("skills:certificate", args=[paper.number])) if paper else None,
            "from": day,
            "reason": fact.reason,
            "by": by.full_name,
        },
        facets={
            "what": (what, label),
            "by": (str(by.pk), by.full_name),
            "hall": hall_facet(person),
            "certification": (paper.certification.slug, paper.certification.local_name)
            if paper
            else ("", _("without a certificate")),
        },
    )


CHANGES = Report(
    slug="changes",
    title=gettext_lazy("Revoked, suspended, reinstated"),
    question=gettext_lazy("Who took a certificate away or gave it back, when, and why?"),
    columns=(
        PERSON,
        HALL,
        Column("what", pgettext_lazy("report", "What"), Kind.STATE),
        Column("certification", gettext_lazy("Certificate")),
        Column("number", gettext_lazy("Number"), Kind.LINK),
        Column("from", gettext_lazy("With effect from"), Kind.DATE),
        Column("reason", gettext_lazy("Reason"), note=True),
        Column("by", pgettext_lazy("report", "By")),
        Column("written", gettext_lazy("Written at"), Kind.MOMENT),
    ),
    rows=_rows,
    form=PeriodForm,
    facets=(
        Facet("what", pgettext_lazy("report", "What"), WHAT),
        Facet("by", pgettext_lazy("report", "By")),
        Facet("certification", gettext_lazy("Certificate")),
        BY_HALL,
    ),
    crossings=(
        Crossing(gettext_lazy("By certificate"), "certification", "what"),
        Crossing(gettext_lazy("By whom"), "by", "what"),
    ),
    sort="-written",
    how=gettext_lazy(
        "The period is that of writing: an act that takes effect earlier or later is listed on the day somebody wrote "
        "it. Revoking a certificate is one act, whatever the number of its skills. People who have left are listed too."
    ),
)
