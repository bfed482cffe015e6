"""Where in a programme somebody meets a quiz or practical, to be led back there."""

from django.urls import reverse

from courses import practicals
from people.models import User
from quizzes.models import ObservationRequest
from quizzes.views import Link

from .models import Cycle, Programme
from .paths import Asked


def round_asking_for(user: User, kind: Asked, key: int) -> Cycle | None:
    """The round of the person whose programme asks for a quiz or practical: an open one before the latest that ended.

    One query: the stored values of the path say what is asked for.
    """
    cycles = Cycle.objects.filter(user=user).select_related("certification__programme").order_by("-number")
    asking = [cycle for cycle in cycles if (kind, key) in _named(cycle)]
    return min(asking, key=lambda cycle: cycle.ended_at is not None, default=None)


def _named(cycle: Cycle) -> set[tuple[str, int]]:
    """What the path of a round names; nothing where courses issue the certificate."""
    programme: Programme | None = getattr(cycle.certification, "programme", None)
    if programme is None or not programme.live:
        return set()
    is_renewal = cycle.kind == Cycle.Kind.RENEWAL and len(programme.renewal.raw_data)
    path = programme.renewal if is_renewal else programme.first
    return {(part["type"], part["value"]) for block in path.raw_data for part in block["value"]["parts"]}


def place_of_practical(*, request: ObservationRequest) -> Link | None:
    """`settings.PLACE_OF_PRACTICAL`: the programme whose open round asks for it, else the step of a course."""
    found = round_asking_for(request.user, Asked.PRACTICAL, request.practical_id)
    in_a_course = None if found and found.ended_at is None else practicals.place_of(request=request)
    if in_a_course or found is None:
        return in_a_course
    url = reverse("programmes:practical", args=[found.certification.slug, request.practical_id])
    return Link(url, found.certification.local_name)
