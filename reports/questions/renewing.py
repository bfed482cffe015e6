"""Who is renewing which certificate on a day: by a course that issues it, or by a round of its programme."""

from datetime import date

from django.db.models import OuterRef, Q, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _

from courses.models import Enrolment
from programmes.life import EventKind
from programmes.models import Cycle, CycleEvent
from programmes.usage import courses_asked_for


class Renewing(TextChoices):
    """How far somebody is with renewing; what is begun counts as renewing."""

    NOT_YET = "no", _("not yet")
    OPEN = "open", _("round open, nothing begun")
    BEGUN = "yes", _("yes")
    WAITING = "waiting", _("all done, waiting for others")

    @property
    def is_under_way(self) -> bool:
        """Whether the person has done their part or begun it; a round that opened by itself is not renewing."""
        return self in (Renewing.BEGUN, Renewing.WAITING)


Whose = tuple[int, int]
_AFTER = {EventKind.STARTED: Renewing.BEGUN, EventKind.AWAITING: Renewing.WAITING}


def renewing(people, on: date) -> dict[Whose, Renewing]:
    """`{(user_id, certification_id): Renewing}` on a day, of whom there is anything to say; three queries.

    Rounds write down how far they are whenever something is done, and at night; who has joined a course that the
    programme asks for since then has begun as well.
    """
    found, joined = _rounds(people, on), _joined(people, on)
    asked = courses_asked_for({certification for _user, certification in found})
    for (user, certification), so_far in found.items():
        if so_far == Renewing.OPEN and not asked.get(certification, set()).isdisjoint(joined.get(user, {})):
            found[user, certification] = Renewing.BEGUN
    for whose in ((user, kind) for user, courses in joined.items() for kind in courses.values() if kind):
        if found.get(whose, Renewing.OPEN) == Renewing.OPEN:
            found[whose] = Renewing.BEGUN
    return found


def _joined(people, on) -> dict[int, dict[int, int | None]]:
    """`{user_id: {course_id: the certification it issues}}` of the courses people are in the middle of."""
    open_then = Q(completed_at=None) | Q(completed_at__date__gt=on)
    rows = Enrolment.objects.filter(open_then, user__in=people, started_at__date__lte=on).order_by()
    found: dict[int, dict[int, int | None]] = {}
    for user, course, kind in rows.values_list("user", "course", "course__certification"):
        found.setdefault(user, {})[course] = kind
    return found


def _rounds(people, on) -> dict[Whose, Renewing]:
    """How far the rounds had come that were open on the day."""
    last = CycleEvent.objects.filter(cycle=OuterRef("pk"), on__lte=on).order_by("-pk")
    open_then = Q(ended_at=None) | Q(ended_at__date__gt=on)
    rows = Cycle.objects.filter(open_then, user__in=people, opened_on__lte=on).order_by("number")
    told = rows.annotate(last=Subquery(last.values("kind")[:1])).values_list("user", "certification", "last")
    return {(user, kind): _AFTER.get(stage, Renewing.OPEN) for user, kind, stage in told}
