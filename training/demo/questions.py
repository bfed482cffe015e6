"""The questions that `set_up_hall` asks, each with its option and with what makes an answer good."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.models import HallSettings
from people.models import Hall, User
from people.names import tidy_email, tidy_name, tidy_staff_number


@dataclass(frozen=True)
class Question:
    """`check` brings an answer into its stored form or raises ValidationError with a sentence."""

    name: str
    label: str
    check: Callable[[str], str]
    required: bool = True

    @property
    def option(self):
        return "--" + self.name.replace("_", "-")


def _field(model, name, tidy=str.strip):
    field = model._meta.get_field(name)

    def check(answer):
        return field.clean(tidy(answer), None)

    return check


def check_password(answer):
    """The password as it is; a real hall's rules hold for it."""
    validate_password(answer)
    return answer


def sentences_of(problem: ValidationError) -> str:
    """What is wrong with an answer, in one line."""
    return " ".join(str(message) for message in problem.messages)


QUESTIONS = (
    Question("hall_name", _("Name of the hall"), _field(Hall, "name")),
    Question("hall_name_en", _("English name of the hall"), _field(Hall, "name_en"), required=False),
    Question("hall_code", _("Short code of the hall in Latin letters, for instance city-hall"), _field(Hall, "code")),
    Question(
        "organisation", _("Organisation that issues the certificates"), _field(HallSettings, "organisation"), False
    ),
    Question("organisation_en", _("Its English name"), _field(HallSettings, "organisation_en"), False),
    Question(
        "staff_number", _("Staff number of the first administrator"), _field(User, "staff_number", tidy_staff_number)
    ),
    Question("full_name", _("Name of the first administrator"), _field(User, "full_name", tidy_name)),
    Question("email", _("E-mail of the first administrator"), _field(User, "email", tidy_email), required=False),
)
