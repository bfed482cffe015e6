"""Empties the demonstration. The one place where facts are deleted, because nothing of them ever happened.

Everywhere else facts are append-only; here everybody they speak of is invented and goes with them. What has to go is
found by asking the models, so that a room added later cannot leave a record of an invented person behind.
"""

from django.apps import apps
from django.db import connection, transaction
from django.db.models import ForeignKey, Model, QuerySet
from wagtail.models import Collection, ModelLogEntry, PageLogEntry, TaskState, WorkflowState

from core.models import Attachment, Clip, DailyRun, HallSettings, Picture
from courses.models import Category, CourseIndexPage
from notices.models import Round
from people.models import Hall, User
from phrasebook.models import Dialogue, Phrase, Scenario, Sign, Term
from programmes.models import Programme, Recognition, RecordsCheck
from quizzes.models import EvidenceFile, Practical, Question, Quiz, Topic
from rotations.models import CalendarDay, Post, Requirement, SeatRule
from skills.models import CertificateCounter, Certification, Skill, StatusList

from . import films, sounds

# What speaks of the demonstration without pointing at a person in a column that must be filled.
ALSO = (
    ModelLogEntry,
    PageLogEntry,
    TaskState,
    WorkflowState,
    CertificateCounter,
    StatusList,
    DailyRun,
    Round,
    RecordsCheck,
    # A day of one hall would become one of every hall, and seats of the morning those of the whole day.
    CalendarDay,
    SeatRule,
)
ALSO_BY_NAME = ("sessions.Session", "django_tasks_database.DBTaskResult")


class NotADemonstration(Exception):
    """There are real people in this database."""


def check_is_demonstration():
    """Raises NotADemonstration when there are people and they are not the demonstration's."""
    if User.objects.exists() and not HallSettings.load().demonstration:
        raise NotADemonstration


@transaction.atomic
def empty(*, keep_content: bool, keep_posts: bool) -> None:
    """Remove the people of the demonstration with every record of theirs, and the demonstration's halls.

    With `keep_content` courses, phrasebook and questions stay. Posts that stay belong to no hall that exists: the
    caller gives them one in the same transaction.
    """
    check_is_demonstration()
    doomed = _bound_to({User, Hall}, {Post, Requirement} if keep_posts else set()) | set(ALSO) | _named(ALSO_BY_NAME)
    for row in EvidenceFile.objects.exclude(file=""):
        row.file.storage.delete(row.file.name)
    for recognition in Recognition.objects.exclude(scan=""):
        recognition.scan.storage.delete(recognition.scan.name)
    for model in sorted(doomed, key=lambda model: model._meta.label):
        # Past the append-only guard and past PROTECT; the database checks the keys when the transaction ends.
        model._base_manager.all()._raw_delete(using=connection.alias)
    _forget_hands(doomed)
    if not keep_content:
        _remove_content(keep_skills=keep_posts)
    settings = HallSettings.load()
    settings.demonstration, settings.organisation, settings.organisation_en = False, "", ""
    settings.save()


def _bound_to(seeds: set[type[Model]], spared: set[type[Model]]) -> set[type[Model]]:
    """The models whose rows cannot be without a row of `seeds`, however many steps away."""
    doomed, growing = set(seeds), True
    while growing:
        more = {
            model
            for model in apps.get_models(include_auto_created=True)
            if model not in doomed | spared and any(not field.null for field in _keys(model, doomed))
        }
        doomed, growing = doomed | more, bool(more)
    return doomed


def _keys(model, targets):
    return [
        field
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and field.remote_field.model in targets
    ]


def _named(labels):
    installed = {model._meta.label: model for model in apps.get_models()}
    return {installed[label] for label in labels if label in installed}


def _forget_hands(doomed):
    """Who wrote, locked or uploaded what stays is not remembered."""
    for model in apps.get_models(include_auto_created=True):
        if model not in doomed:
            for field in (key for key in _keys(model, doomed) if key.null):
                QuerySet(model).filter(**{f"{field.name}__isnull": False}).update(**{field.name: None})


def _remove_content(keep_skills):
    Programme.objects.all().delete()
    CourseIndexPage.objects.get().get_children().delete()
    for model in (
        Quiz,
        Question,
        Practical,
        Topic,
        Phrase,
        Sign,
        Dialogue,
        Term,
        Scenario,
        Category,
        Picture,
        Clip,
        Attachment,
    ):
        model.objects.all().delete()
    remove_collections(films.COLLECTION, sounds.COLLECTION)
    if not keep_skills:
        Requirement.objects.all().delete()
        Certification.objects.all().delete()
        Skill.objects.all().delete()


def remove_collections(*names):
    """The collections of the demonstration's clips, once nothing is left in them."""
    for collection in Collection.objects.filter(name__in=names, depth__gt=1):
        if not Clip.objects.filter(collection=collection).exists():
            collection.delete()
