"""Who may watch, act, mark and correct at the desk of quizzes, and whose attempts they find there."""

from datetime import datetime

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from courses.services import quiz_passed
from people.models import User
from people.roles import Role, has_role, is_manager, is_trainer
from quizzes.models import Attempt

from .permissions import require


def watched_by(viewer: User) -> QuerySet[User]:
    """The people whose attempts the viewer follows; refused to whoever follows nobody's. Managers only look."""
    require(is_trainer(viewer) or is_manager(viewer))
    return User.objects.visible_to(viewer)


def require_trainer(viewer: User) -> None:
    """Giving time, closing, voiding and marking are a trainer's."""
    require(is_trainer(viewer))


def may_correct(viewer: User) -> bool:
    """Marking anew reaches people of every hall, and revoking takes away: for chief trainers and administrators."""
    return has_role(viewer, Role.CHIEF_TRAINER, Role.ADMINISTRATOR)


def may_act_on(viewer: User, attempt: Attempt) -> bool:
    """Nobody decides about their own attempt."""
    return is_trainer(viewer) and attempt.user_id != viewer.pk


def found_attempt(viewer: User, public_id) -> Attempt:
    """The attempt of somebody the viewer sees; every other one is not there."""
    rows = Attempt.objects.select_related("user__hall", "quiz")
    return get_object_or_404(rows, public_id=public_id, user__in=watched_by(viewer))


def tell_courses(attempt: Attempt, now: datetime) -> None:
    """What a passed quiz completes, it completes whoever closed or marked it."""
    quiz_passed(attempt=attempt, now=now)
