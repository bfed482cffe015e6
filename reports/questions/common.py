"""What several reports share: the facet of halls, the columns of a person, days as moments."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from people.models import User

from ..frame import Column, Facet, Kind

PERSON = Column("person", pgettext_lazy("report", "Person"), Kind.PERSON)
HALL = Column("hall", gettext_lazy("Hall"))
BY_HALL = Facet("hall", gettext_lazy("Hall"))


def hall_of(person: User) -> str:
    """The name of somebody's hall in the reader's language; empty without one."""
    return person.hall.local_name if person.hall else ""


def hall_facet(person: User) -> tuple[str, str]:
    """The value of the facet of halls."""
    return (person.hall.code, person.hall.local_name) if person.hall else ("", _("no hall"))


def start_of(day: date) -> datetime:
    """The first moment of a day on the hall's clock."""
    return timezone.make_aware(datetime.combine(day, time.min))


def certification_facet(certification) -> tuple[str, str]:
    return certification.slug, certification.local_name
