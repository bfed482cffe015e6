"""Who may observe, assign, decide, and see what of an observation."""

from datetime import date

from people.models import User
from people.roles import Role, has_role, is_trainer
from skills.models import Level, Skill
from skills.profile import profiles

from .models import ObservationRequest
from .models.observations import FIRST, State

ASSIGNS = (Role.TRAINER, Role.CHIEF_TRAINER, Role.MANAGER, Role.ADMINISTRATOR)
DECIDES = (Role.TRAINER, Role.CHIEF_TRAINER)
# Photos of colleagues are nothing to administer: whoever runs the server has no need to look at them here.
OPENS_EVIDENCE = (Role.TRAINER, Role.CHIEF_TRAINER, Role.MANAGER)


def coaches(*, skill: Skill, hall_id: int | None, on: date, beside: tuple[int, ...] = ()) -> list[User]:
    """Those of a hall who may observe on a day: at work, able to sign in, and holding the skill at level coach.

    `beside` are keys of people who may not: the person observed, the other observer.
    """
    staff = list(User.objects.employed(on).filter(hall_id=hall_id, is_active=True).exclude(pk__in=beside))
    held = profiles(staff, on)
    return [person for person in staff if _is_coach(held[person.pk].get(skill.pk))]


def may_observe(observer: User, skill: Skill, on: date) -> bool:
    """Whether somebody is coach in the skill on that day."""
    return observer.is_employed(on) and _is_coach(profiles([observer], on)[observer.pk].get(skill.pk))


def _is_coach(holding) -> bool:
    return holding is not None and holding.in_force and holding.level >= Level.COACH


def may_assign(viewer: User) -> bool:
    return has_role(viewer, *ASSIGNS)


def may_decide(viewer: User, request: ObservationRequest) -> bool:
    """A trainer or chief trainer of the person's hall, neither the person nor an observer of this request."""
    watched = {duty.observer_id for duty in request.duties.all()}
    same_hall = viewer.hall_id is not None and viewer.hall_id == request.user.hall_id
    return has_role(viewer, *DECIDES) and same_hall and viewer.pk not in watched | {request.user_id}


def may_void(viewer: User, request: ObservationRequest) -> bool:
    """Who is a trainer and not the person; whom they see is asked by whoever finds the request."""
    return is_trainer(viewer) and viewer.pk != request.user_id


def open_duty(viewer: User, request: ObservationRequest):
    """The duty of the viewer that is still to be done; None without one."""
    if not request.is_open:
        return None
    duties = [duty for duty in request.duties.all() if duty.observer_id == viewer.pk]
    return next((duty for duty in duties if request.observation(duty.place) is None), None)


def shown_observations(viewer: User, request: ObservationRequest) -> list:
    """The observations a viewer may read now.

    The person reads them once decided. An observer reads the own one, and the other's once both are in: the second
    must not know what the first has marked.
    """
    seen = list(request.observations.all())
    if not request.is_open:
        return seen if request.outcome != State.WITHDRAWN or viewer.pk != request.user_id else []
    if viewer.pk == request.user_id:
        return []
    if any(duty.observer_id == viewer.pk for duty in request.duties.all()) and not request.is_watched:
        return [observation for observation in seen if observation.observer_id == viewer.pk]
    return seen


def may_open_evidence(viewer: User, request: ObservationRequest) -> bool:
    """The person, the observers, and trainers and managers of the person's hall."""
    if viewer.pk == request.user_id or any(duty.observer_id == viewer.pk for duty in request.duties.all()):
        return True
    same_hall = viewer.hall_id is not None and viewer.hall_id == request.user.hall_id
    return same_hall and has_role(viewer, *OPENS_EVIDENCE)


def may_add_evidence(viewer: User, request: ObservationRequest) -> bool:
    """Its observers, until it is decided."""
    return request.is_open and any(duty.observer_id == viewer.pk for duty in request.duties.all())


def may_answer(viewer: User, request: ObservationRequest) -> str:
    """As which side the viewer may still say something about a decided result: "person", "staff", or "" for no."""
    if request.outcome not in (State.ACCEPTED, State.REJECTED, State.REDO):
        return ""
    said = {reply.side for reply in request.replies.all()}
    if viewer.pk == request.user_id:
        return "" if "person" in said else "person"
    first = request.duty(FIRST)
    involved = {request.decision.by_id, *([first.observer_id] if first else [])}
    return "staff" if viewer.pk in involved and "person" in said and "staff" not in said else ""
