"""Who looked: which pages show one person's records, and which take a list out of the program."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from people.models import Hall, User
from programmes.models import Recognition, TrainingAssignment
from quizzes.models import Attempt, EvidenceFile, ObservationRequest
from skills.models import Certificate

from .models import Look

Find = Callable[[Mapping[str, Any]], int | None]
W = Look.What


def _by_pk(kwargs):
    return kwargs["pk"]


def _of(model, field):
    def find(kwargs):
        return model.objects.filter(**{field: kwargs[field]}).values_list("user_id", flat=True).first()

    return find


def _of_file(kwargs):
    file = EvidenceFile.objects.filter(public_id=kwargs["public_id"])
    return file.values_list("request__user_id", flat=True).first()


# Pages by their name: what they show, and whose it is.
SHOWS_A_PERSON: dict[str, tuple[Look.What, Find]] = {
    "people:detail": (W.STAFF, _by_pk),
    "skills:person": (W.SKILLS, _by_pk),
    "skills:certificate": (W.CERTIFICATE, _of(Certificate, "number")),
    "skills:certificate_pdf": (W.CERTIFICATE, _of(Certificate, "number")),
    "exams:person": (W.EXAMS, _by_pk),
    "exams:attempt": (W.EXAMS, _of(Attempt, "public_id")),
    "practicals:observation": (W.PRACTICAL, _of(ObservationRequest, "public_id")),
    "practicals:evidence": (W.PRACTICAL, _of_file),
    "programmes:person": (W.ROUNDS, _by_pk),
    "recognitions:one": (W.ROUNDS, _of(Recognition, "pk")),
    "recognitions:scan": (W.ROUNDS, _of(Recognition, "pk")),
    "training:assignment": (W.TRAINING, _of(TrainingAssignment, "pk")),
    "rotations:posts_of_person": (W.STAFF, _by_pk),
    # Unlike a cell of the matrix it tells of every skill that any post of the hall asks for, with its proof.
    "rotations:cell": (W.SKILLS, lambda kwargs: kwargs["user"]),
}
# A cell of the matrix is a person's too, but says less than the profile it leads to.
# Files with many people in them, of the hall named in the address or the viewer's own.
TAKES_A_LIST = frozenset(
    {
        "dashboard:matrix_pdf",
        "dashboard:matrix_xlsx",
        "people:export",
        "quiz_reports:xlsx",
        "reports:dossier_file",
        "reports:export",
        "rotations:post_xlsx",
        "training:xlsx",
    }
)


def note_look(*, viewer: User, view_name: str, kwargs: Mapping[str, Any], hall: str, now: datetime) -> None:
    """Write down that somebody saw another person's records, once a day and kind. Their own are nobody's business."""
    if view_name in TAKES_A_LIST:
        _write(viewer, W.LIST, now, hall_id=_hall(viewer, hall))
    elif view_name in SHOWS_A_PERSON:
        what, find = SHOWS_A_PERSON[view_name]
        subject = find(kwargs)
        if subject and subject != viewer.pk:
            _write(viewer, what, now, subject_id=subject)


def _hall(viewer, code):
    named = Hall.objects.filter(code=code).values_list("pk", flat=True) if code and "\0" not in code else []
    return next(iter(named), viewer.hall_id)


def _write(viewer, what, now, **whose):
    if not any(whose.values()):
        return
    row = Look(viewer=viewer, what=what, on=timezone.localdate(now), first_at=now, **whose)
    # The second look of a day meets the constraint and writes nothing.
    Look.objects.bulk_create([row], ignore_conflicts=True)
