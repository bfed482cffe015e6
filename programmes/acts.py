"""What is decided about somebody's certification: what each act is called, what follows from it, and doing it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from people.models import User
from skills import services as skills
from skills.models import Certificate

from .models import Cycle
from .services import waive_cycle, waive_part, withdraw_cycle


@dataclass(frozen=True)
class Act:
    """`do` is called with `by`, `reason` and `now` and, as the act asks, `cycle`, `part_id`, `certificate`, `on`."""

    title: Promise
    meaning: Promise
    button: Promise
    done: Promise
    do: Callable[..., Any]
    day_label: Promise | None = None
    dangerous: bool = False


def _withdraw(*, cycle: Cycle, **signed: Any) -> None:
    withdraw_cycle(cycle=cycle, **signed)


def _waive(*, cycle: Cycle, **signed: Any) -> None:
    waive_cycle(cycle=cycle, **signed)


def _waive_part(*, cycle: Cycle, part_id: str, **signed: Any) -> None:
    waive_part(cycle=cycle, part_id=part_id, **signed)


def _revoke(*, certificate: Certificate, on: date, by: User, reason: str, now: datetime) -> None:
    skills.revoke_certificate(certificate=certificate, on=on, reason=reason, by=by)


WITHDRAW = Act(
    _("Withdraw the round"),
    _("The person need not get this certificate any more. What was done stays done and counts for a later round."),
    _("Withdraw it"),
    _("The round is withdrawn."),
    _withdraw,
)
WAIVE = Act(
    _("Waive the whole certification"),
    _(
        "The round ends because the person need not have this certificate. No skill is awarded: posts that ask for "
        "one stay closed."
    ),
    _("Waive it"),
    _("The certification is waived for this person."),
    _waive,
    dangerous=True,
)
WAIVE_PART = Act(
    _("Waive this part"),
    _(
        "It counts as done in this round, and the certificate says so. When it was the last part, the certificate is "
        "granted at once."
    ),
    _("Waive the part"),
    _("The part is waived."),
    _waive_part,
)
SUSPEND = Act(
    _("Suspend the certificate"),
    _("It does not count from that day on, until somebody lets it count again. Its last day stays as it is."),
    _("Suspend it"),
    _("The certificate is suspended."),
    skills.suspend,
    day_label=_("From which day on"),
    dangerous=True,
)
REINSTATE = Act(
    _("Let the certificate count again"),
    _("It counts again from that day on, as long as its days last."),
    _("Let it count again"),
    _("The certificate counts again."),
    skills.reinstate,
    day_label=_("From which day on"),
)
REVOKE = Act(
    _("Revoke the certificate"),
    _(
        "It stops counting from that day on and cannot be restored: the person would have to get a new one. The public "
        "page says that it is revoked."
    ),
    _("Revoke it"),
    _("The certificate is revoked."),
    _revoke,
    day_label=_("From which day on"),
    dangerous=True,
)

OF_ROUNDS = {"withdraw": WITHDRAW, "waive": WAIVE, "waive-part": WAIVE_PART}
OF_CERTIFICATES = {"suspend": SUSPEND, "reinstate": REINSTATE, "revoke": REVOKE}


def lost_without(certificate: Certificate, on: date) -> list[str]:
    """The names of the posts the person can stand at on a day only by this certificate.

    A room above knows posts: `settings.POSTS_RESTING_ON` names the function that is asked, by keyword. None without it.
    """
    path = getattr(settings, "POSTS_RESTING_ON", "")
    return import_string(path)(certificate=certificate, on=on) if path else []
