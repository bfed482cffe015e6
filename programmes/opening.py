"""Rounds that begin by themselves: renewals that are due, changes of what is taught, people who come back."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import islice

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from courses.changes import recertified_since
from courses.models import Completion, EntryChange
from people.models import User
from skills.models import Award, Certificate, Revocation

from . import ledger
from .adopting import SLICE, adopt
from .because import Because, told
from .granting import settle_all
from .ledger import Wanted
from .life import EventKind
from .models import Cycle, CycleEvent
from .papers import Whose, next_round, papers

Find = Callable[[Sequence[int]], list[Wanted]]


def open_renewals(*, now: datetime) -> list[Cycle]:
    """Begin the renewal of every certificate whose renewal is open or that is in grace, for people who work here.

    Safe to run twice, and late: who has an open round keeps it, and a renewal that somebody waived or took back is not
    begun again for the same certificate. A suspended certificate is renewed too: what is earned meanwhile is suspended
    with it. Due is the last valid day.
    """
    on = timezone.localdate(now)
    _reason, evidence = told(Because.DUE)

    def find(users: Sequence[int]) -> list[Wanted]:
        decided = _decided(users)
        return [
            Wanted(user, certification, Cycle.Kind.RENEWAL, min(opens, on), until, evidence)
            for user, certification, opens, until in _due(on)
            .filter(user__in=users)
            .values_list("user", "certificate__certification", "renewal_from", "valid_until")
            if decided.get((user, certification), date.min) < opens
        ]

    return _begin_all(_due(on).order_by().values_list("user", flat=True), find, Because.DUE, now)


def _due(on: date):
    """One award of each certificate that is to be renewed, of people without an open round of its kind."""
    awards = Award.objects.filter(
        renewal_from__lte=on,
        grace_until__gte=on,
        valid_from__lte=on,
        certificate__isnull=False,
        user__in=User.objects.employed(on),
    )
    first = Award.objects.filter(certificate=OuterRef("certificate"), pk__lt=OuterRef("pk"))
    newer = Certificate.objects.filter(
        Q(valid_from__gt=OuterRef("certificate__valid_from"))
        | Q(valid_from=OuterRef("certificate__valid_from"), pk__gt=OuterRef("certificate")),
        user=OuterRef("user"),
        certification=OuterRef("certificate__certification"),
    )
    revoked = Revocation.objects.filter(award__certificate=OuterRef("certificate"), revoked_on__lte=on)
    rounds = Cycle.objects.filter(user=OuterRef("user"), certification=OuterRef("certificate__certification"))
    return awards.filter(~Exists(first), ~Exists(newer), ~Exists(revoked), ~Exists(rounds.still_open()))


def _decided(users: Iterable[int]) -> dict[Whose, date]:
    """When the last round was opened that somebody waived or took back; asked apart, as it is rare."""
    endings = CycleEvent.objects.filter(
        cycle__user__in=users, kind__in=[EventKind.WAIVED, EventKind.WITHDRAWN], by__isnull=False
    )
    rows = endings.order_by("cycle__opened_on").values_list("cycle__user", "cycle__certification", "cycle__opened_on")
    return {(user, certification): opened for user, certification, opened in rows}


def open_changed(*, now: datetime) -> list[Cycle]:
    """Begin the renewal of certificates that rest on a course whose teaching has changed so much that they are renewed.

    Rests on: a certificate of that kind counts a completion of the course, from before the change, among its proofs,
    and no newer one was issued since. What is done from the day of the change counts; it is due on the day that was
    asked for with the change, and an open renewal becomes due that day when it was due later.
    """
    changed = recertified_since(
        list(
            EntryChange.courses.through.objects.filter(entrychange__weight=EntryChange.Weight.RECERTIFY)
            .values_list("coursepage", flat=True)
            .distinct()
        )
    )
    opened: list[Cycle] = []
    for course, (moment, due_on) in changed.items():
        holders = _holders(course, moment, now)
        opened += _begin_all(holders, _changed(course, moment, due_on, now), Because.CHANGED, now)
        _hurry(course, moment, due_on, now)
    return opened


def _old_completions(course: int, moment: datetime):
    return Completion.objects.filter(course=course, enrolment__completed_at__lt=moment)


def _holders(course: int, moment: datetime, now: datetime):
    """People who completed the course before the change, work here, and hold some certificate from before it."""
    on = timezone.localdate(now)
    old = Certificate.objects.filter(user=OuterRef("user"), issued_at__lt=moment)
    return (
        _old_completions(course, moment)
        .filter(Exists(old), user__in=User.objects.employed(on))
        .order_by()
        .values_list("user", flat=True)
    )


def _changed(course: int, moment: datetime, due_on: date, now: datetime) -> Find:
    on, since = timezone.localdate(now), timezone.localdate(moment)

    def find(users: Sequence[int]) -> list[Wanted]:
        resting = _resting_on(course, moment, users)
        settled = _settled(users, since)
        wanted = []
        for whose, held in papers(users, {certification for _user, certification in resting}).items():
            last = held[-1]
            counts = last.valid_from <= on and not last.has_lapsed(on)
            if whose in resting and whose not in settled and counts and last.issued_at < moment:
                wanted.append(Wanted(*whose, Cycle.Kind.RENEWAL, since, due_on, _because_of(course, moment)))
        return wanted

    return find


def _because_of(course: int, moment: datetime) -> dict:
    return told(Because.CHANGED, course=course, changed_at=moment.isoformat())[1]


def _resting_on(course: int, moment: datetime, users: Iterable[int]) -> set[Whose]:
    """Whose certificates of which kind count an old completion of the course among their proofs."""
    old: dict[int, set[str]] = defaultdict(set)
    for user, pk in _old_completions(course, moment).filter(user__in=users).values_list("user", "pk"):
        old[user].add(str(pk))
    granted = CycleEvent.objects.filter(kind=EventKind.GRANTED, cycle__user__in=old, cycle__certificate__isnull=False)
    resting = set()
    for user, certification, evidence in granted.values_list("cycle__user", "cycle__certification", "evidence"):
        proofs = evidence.get("proofs", [evidence])
        if any(proof.get("type") == Completion.EVIDENCE_TYPE and proof.get("key") in old[user] for proof in proofs):
            resting.add((user, certification))
    return resting


def _settled(users: Iterable[int], since: date) -> set[Whose]:
    """Who has an open round, or one from after the change that somebody ended without a certificate."""
    still_open = Cycle.objects.still_open().filter(user__in=users)
    decided = {whose for whose, opened in _decided(users).items() if opened >= since}
    return {*still_open.values_list("user", "certification"), *decided}


def _hurry(course: int, moment: datetime, due_on: date, now: datetime) -> None:
    """Let open renewals of certificates from before the change be due when the change asks for it."""
    late = Cycle.objects.still_open().filter(
        Q(due_on__isnull=True) | Q(due_on__gt=due_on), kind=Cycle.Kind.RENEWAL, user__in=_holders(course, moment, now)
    )
    rows = list(late.values_list("user", "certification", "pk"))
    resting = _resting_on(course, moment, [user for user, _certification, _pk in rows])
    newer = Certificate.objects.filter(
        user=OuterRef("user"), certification=OuterRef("certification"), issued_at__gte=moment
    )
    touched = [pk for user, certification, pk in rows if (user, certification) in resting]
    Cycle.objects.filter(~Exists(newer), pk__in=touched).update(due_on=due_on)


def reopen_returned(*, now: datetime) -> list[Cycle]:
    """Begin again the rounds that ended because somebody left, now that they work here again; as the dates say."""
    on = timezone.localdate(now)
    left = CycleEvent.objects.filter(
        cycle=OuterRef("pk"), kind=EventKind.WITHDRAWN, by=None, evidence__because=Because.LEFT.value
    )
    later = Cycle.objects.filter(
        user=OuterRef("user"), certification=OuterRef("certification"), number__gt=OuterRef("number")
    )
    gone = Cycle.objects.filter(~Exists(later), Exists(left), certificate=None, user__in=User.objects.employed(on))
    _reason, evidence = told(Because.RETURNED)

    def find(users: Sequence[int]) -> list[Wanted]:
        wanted, held = [], papers(users)
        for user, certification in gone.filter(user__in=users).values_list("user", "certification"):
            mine = held.get((user, certification), [])
            kind, since = next_round(mine[-1] if mine else None, on)
            if kind:
                due = mine[-1].valid_until if kind == Cycle.Kind.RENEWAL else None
                wanted.append(Wanted(user, certification, kind, since, due, evidence))
        return wanted

    return _begin_all(gone.order_by().values_list("user", flat=True), find, Because.RETURNED, now)


def _begin_all(users: Iterable[int], find: Find, because: Because, now: datetime) -> list[Cycle]:
    """Begin what `find` says of some people, slice by slice, each in a transaction that holds its people.

    It is asked under the lock: what began between the question who and the lock is not begun twice.
    """
    reason, _evidence = told(because)
    opened: list[Cycle] = []
    waiting = iter(sorted(set(users)))
    while some := list(islice(waiting, SLICE)):
        with transaction.atomic():
            adopt(some, now=now)
            cycles = ledger.begin(find(some), now=now, reason=reason)
            opened += cycles
            settle_all(_fresh(cycles), now)
    return opened


def _fresh(cycles: Sequence[Cycle]) -> list[Cycle]:
    rows = Cycle.objects.filter(pk__in=[cycle.pk for cycle in cycles])
    return list(rows.select_related("user", "certification").order_by(F("pk")))
