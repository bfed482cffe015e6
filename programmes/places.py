"""Where in a programme somebody meets a quiz or practical, to be led back there."""

from django.urls import reverse

from courses import practicals
from people.models import User
from quizzes.models import ObservationRequest
from quizzes.views import Link

from .models import Cycle
from .paths import Asked
from .programme import ways_of


def round_asking_for(user: User, kind: Asked, key: int) -> Cycle | None:
    """The round of the person that asks for it: an open one before the latest that ended."""
    cycles = list(Cycle.objects.filter(user=user).select_related("certification").order_by("-number"))
    cycles.sort(key=lambda cycle: cycle.ended_at is not None)
    ways = ways_of({cycle.certification_id: cycle.certification for cycle in cycles}.values())
    for cycle in cycles:
        path = ways[cycle.certification_id].path(cycle.kind)
        if any(part.kind is kind and part.key == key for group in path for part in group.parts):
            return cycle
    return None


def place_of_practical(*, request: ObservationRequest) -> Link | None:
    """`settings.PLACE_OF_PRACTICAL`: the programme whose open round asks for it, else the step of a course."""
    found = round_asking_for(request.user, Asked.PRACTICAL, request.practical_id)
    in_a_course = None if found and found.ended_at is None else practicals.place_of(request=request)
    if in_a_course or found is None:
        return in_a_course
    url = reverse("programmes:practical", args=[found.certification.slug, request.practical_id])
    return Link(url, found.certification.local_name)
