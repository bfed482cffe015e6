"""Who holds which certificate, and what becomes of it: valid, at risk, expired, suspended, revoked."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from people.models import User
from skills.models import Award, Certification
from skills.profile import Holding, State, best_holding

from ..frame import STAFF, Asked, Column, Crossing, Facet, Kind, Link, Report, Row, Word
from ..scope import DayForm
from .common import BY_HALL, HALL, PERSON, certification_facet, hall_facet, hall_of
from .renewing import Renewing, renewing

# What a manager sees at a glance; the column says the exact word.
STANDINGS = (
    ("valid", pgettext_lazy("report", "valid")),
    ("risk", pgettext_lazy("report", "at risk")),
    ("expired", pgettext_lazy("report", "expired")),
    ("suspended", pgettext_lazy("report", "suspended")),
    ("revoked", pgettext_lazy("report", "revoked")),
)
_AT_RISK = (State.RENEWAL, State.GRACE)
_ORDER = (State.REVOKED, State.SUSPENDED, State.EXPIRED, State.GRACE, State.RENEWAL, State.FUTURE, State.VALID)
BY_CERTIFICATION = Facet("certification", gettext_lazy("Certificate"))


def latest(people, on: date) -> Iterator[tuple[User, Certification, Holding]]:
    """For each person and kind of certificate the one that counts on a day, or that counted last; three queries.

    A paper speaks for all its skills at once: as soon as one of them is revoked, it is.
    """
    by_paper: dict[int, list[Award]] = defaultdict(list)
    rows = Award.objects.filter(user__in=people, certificate__isnull=False, valid_from__lte=on).with_proof()
    for award in rows.select_related("certificate__certification", "user__hall", "skill", "revocation").order_by("pk"):
        by_paper[award.certificate_id].append(award)
    by_kind: dict[tuple[int, int], list[Award]] = defaultdict(list)
    for awards in by_paper.values():
        speaking = min(awards, key=lambda award: award.revoked_on or date.max)
        if speaking.certificate:
            by_kind[speaking.user_id, speaking.certificate.certification_id].append(speaking)
    for papers in by_kind.values():
        found = best_holding(papers, on)
        if found and found.award.certificate:
            yield found.award.user, found.award.certificate.certification, found


def standing_of(state: State) -> str:
    return "risk" if state in _AT_RISK else state.value


def state_word(state: State) -> Word:
    return Word(state.value, state.label, _ORDER.index(state))


def paper(holding: Holding) -> Link:
    number = holding.award.certificate.number if holding.award.certificate else ""
    return Link(number, reverse("skills:certificate", args=[number]))


def _standing_rows(asked: Asked) -> list[Row]:
    return [
        Row(
            cells={
                "person": person,
                "hall": hall_of(person),
                "certification": kind.local_name,
                "state": state_word(found.state),
                "since": found.valid_from,
                "until": found.valid_until,
                "grace": found.grace_until if found.grace_until != found.valid_until else None,
                "number": paper(found),
            },
            facets={
                "hall": hall_facet(person),
                "certification": certification_facet(kind),
                "standing": (standing_of(found.state), dict(STANDINGS)[standing_of(found.state)]),
            },
        )
        for person, kind, found in latest(asked.people, asked.on)
    ]


STANDING = Report(
    slug="certificates",
    title=gettext_lazy("Certificates: valid, at risk, expired"),
    question=gettext_lazy("Who holds which certificate on a day, and which of them count, are at risk or have lapsed?"),
    columns=(
        PERSON,
        HALL,
        Column("certification", gettext_lazy("Certificate")),
        Column("state", gettext_lazy("State"), Kind.STATE),
        Column("since", gettext_lazy("Valid from"), Kind.DATE),
        Column("until", gettext_lazy("Valid until"), Kind.DATE),
        Column("grace", gettext_lazy("Grace until"), Kind.DATE),
        Column("number", gettext_lazy("Number"), Kind.LINK),
    ),
    rows=_standing_rows,
    form=DayForm,
    facets=(BY_CERTIFICATION, Facet("standing", gettext_lazy("Standing"), STANDINGS), BY_HALL),
    crossings=(
        Crossing(gettext_lazy("By certificate"), "certification", "standing"),
        Crossing(gettext_lazy("By hall"), "hall", "standing"),
    ),
    sort="state",
    how=gettext_lazy(
        "Of each kind of certificate a person counts once, with the paper that counts on the day or counted last. "
        "At risk is what counts but whose renewal is open or which is in grace. Counted are those who work here that "
        "day."
    ),
)

# Expiring

WINDOWS = (
    ("grace", pgettext_lazy("report", "in grace")),
    ("7", gettext_lazy("within 7 days")),
    ("30", gettext_lazy("within 30 days")),
    ("60", gettext_lazy("within 60 days")),
    ("90", gettext_lazy("within 90 days")),
    ("later", pgettext_lazy("report", "later")),
)
USUAL_DAYS = 60
NOT_YET, YES = ((one.value, one.label) for one in (Renewing.NOT_YET, Renewing.BEGUN))


class ExpiringForm(DayForm):
    """How many days ahead."""

    days = forms.IntegerField(
        label=gettext_lazy("Days ahead"),
        required=False,
        min_value=1,
        max_value=730,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": USUAL_DAYS}),
    )


def _window(found: Holding, left: int) -> str:
    if found.state == State.GRACE:
        return "grace"
    return next((value for value, _label in WINDOWS[1:-1] if left <= int(value)), "later")


def _expiring_rows(asked: Asked) -> list[Row]:
    horizon = asked.on + timedelta(days=asked.wanted.get("days") or USUAL_DAYS)
    far = renewing(asked.people, asked.on)
    found = []
    for person, kind, held in latest(asked.people, asked.on):
        ends = held.grace_until if held.state == State.GRACE else held.valid_until
        if held.in_force and ends and held.valid_until and held.valid_until <= horizon:
            left = (ends - asked.on).days
            window = _window(held, left)
            so_far = far.get((person.pk, kind.pk), Renewing.NOT_YET)
            found.append(
                Row(
                    cells={
                        "person": person,
                        "hall": hall_of(person),
                        "certification": kind.local_name,
                        "state": state_word(held.state),
                        "until": held.valid_until,
                        "ends": ends,
                        "left": left,
                        "renewing": str(so_far.label),
                        "number": paper(held),
                    },
                    facets={
                        "hall": hall_facet(person),
                        "certification": certification_facet(kind),
                        "window": (window, dict(WINDOWS)[window]),
                        "renewing": YES if so_far.is_under_way else NOT_YET,
                    },
                )
            )
    return found


EXPIRING = Report(
    slug="expiring",
    title=gettext_lazy("What ends soon"),
    question=gettext_lazy("Whose certificate runs out in the next days, and who is renewing it already?"),
    columns=(
        PERSON,
        HALL,
        Column("certification", gettext_lazy("Certificate")),
        Column("state", gettext_lazy("State"), Kind.STATE),
        Column("until", gettext_lazy("Valid until"), Kind.DATE),
        Column("ends", gettext_lazy("Counts until"), Kind.DATE),
        Column("left", gettext_lazy("Days left"), Kind.NUMBER),
        Column("renewing", gettext_lazy("Renewing")),
        Column("number", gettext_lazy("Number"), Kind.LINK),
    ),
    rows=_expiring_rows,
    form=ExpiringForm,
    facets=(
        Facet("window", gettext_lazy("Ends"), WINDOWS),
        BY_CERTIFICATION,
        Facet("renewing", gettext_lazy("Renewing"), (NOT_YET, YES)),
        BY_HALL,
    ),
    crossings=(
        Crossing(gettext_lazy("By certificate"), "certification", "window"),
        Crossing(gettext_lazy("By hall"), "hall", "window"),
    ),
    sort="left",
    roles=STAFF,
    how=gettext_lazy(
        "Listed is what counts on the day and whose validity ends within the days asked for, or which is in grace. "
        "Whoever holds a newer certificate of the same kind is not listed. Renewing means: on that day in the middle "
        "of a course that brings this certificate, or something done or begun in an open round of its programme. A "
        "round that is only open is not renewing yet."
    ),
)
