"""An accepted observation turns out to be worth nothing: somebody else was watched, or nobody was."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from people.models import User

from .models import ObservationRequest, Voiding
from .models.observations import State
from .observers import may_void
from .observing import locked, tidy
from .refused import Refused

logger = logging.getLogger(__name__)


@transaction.atomic
def void_observation(*, request: ObservationRequest, by: User, reason: str, now: datetime) -> Voiding:
    """Let an accepted observation count for nothing, for good; what was seen and decided is kept, and the person may
    ask again at once.

    What it has completed before stays, until somebody revokes what rests on it. A second call answers the first.
    Raises Refused without a reason, for what was not accepted, and for who may not.
    """
    request = locked(request)
    if request.outcome == State.VOIDED:
        return request.voiding
    reason = tidy(reason, 300)
    if not reason:
        raise Refused(_("Say why."), "reason")
    if not may_void(by, request):
        raise Refused(_("Trainers void what was accepted, and nobody does it for themselves."))
    if request.outcome != State.ACCEPTED:
        raise Refused(_("Only a practical that was accepted can be voided."))
    voiding = Voiding(request=request, by=by, voided_at=now, reason=reason)
    voiding.save()
    ObservationRequest.objects.filter(pk=request.pk).update(outcome=State.VOIDED)
    logger.info("observation voided request=%s by=%s", request.public_id, by.pk)
    return voiding
