"""Every write about people that means something."""

import hashlib
import logging
from datetime import date, datetime, timedelta
from functools import partial

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from .history import keep_history
from .importing import Row, parse
from .models import StaffImport, User
from .password_links import password_link
from .staff_plan import CHANGED, NEW, make_plan
from .staff_table import surroundings, write_changed, write_new
from .tables import read_tables
from .tasks import send_password_link

logger = logging.getLogger(__name__)

FORGOTTEN_AFTER = timedelta(days=1)  # a dry run nobody confirmed; it holds names and addresses


class HallChanged(Exception):
    """Between the dry run and its confirmation somebody changed what it speaks of; the dry run is now a new one."""


@transaction.atomic
def record_leaving(*, user: User, left_on: date | None, by: User, now: datetime) -> User:
    """Set the last day of work, or take it back with None while it has not passed; records of the person stay.

    Raises ValidationError with a sentence for a day before hiring, and for changing a day that has passed.
    """
    today = timezone.localdate(now)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.left_on == left_on:
        return user
    if user.left_on and user.left_on < today:
        raise ValidationError(_("This person has left already. Only an administrator can correct the day now."))
    if left_on and user.hired_on and left_on < user.hired_on:
        raise ValidationError(_("The day of leaving lies before the day of hiring."))
    user.left_on = left_on
    user.save(update_fields=["left_on"])
    keep_history([user.pk], now=now)
    log(user, "people.leave", user=by, data={"left_on": left_on and left_on.isoformat()})
    logger.info("last day of %s set to %s by %s", user.staff_number, left_on, by.staff_number)
    return user


@transaction.atomic
def hand_out_password_link(*, user: User, by: User) -> str:
    """The path of a one-time page on which the person sets a password; valid for settings.PASSWORD_RESET_TIMEOUT."""
    log(user, "people.password_link", user=by)
    logger.info("one-time link for %s handed out by %s", user.staff_number, by.staff_number)
    return password_link(user)


@transaction.atomic
def reset_second_factor(*, user: User, by: User) -> bool:
    """Take the second step away from somebody who lost phone and recovery codes; answers whether there was one."""
    removed, _details = Authenticator.objects.filter(user=user).delete()
    if removed:
        log(user, "people.reset_second_factor", user=by)
        logger.info("second factor of %s removed by %s", user.staff_number, by.staff_number)
    return bool(removed)


def choose_language(*, user: User, language: str) -> bool:
    """Keep in which language somebody wants to be written to (empty: as the hall); answers whether that was news."""
    if language == user.language:
        return False
    user.language = language
    user.full_clean(validate_unique=False, validate_constraints=False, exclude=_all_but("language"))
    user.save(update_fields=["language"])
    logger.info("%s reads %s", user.staff_number, language or "as the hall")
    return True


def _all_but(name):
    return {field.name for field in User._meta.fields} - {name}


# The staff import


def start_import(*, owner: User, file_name: str, data: bytes, most_bytes: int, now: datetime) -> StaffImport:
    """Read a staff file and keep what it would do, without doing it.

    Raises people.tables.Unreadable and people.importing.NoHeader. Also forgets old dry runs nobody confirmed.
    """
    parsed = parse(read_tables(data, file_name, most_bytes))
    plan = make_plan(parsed.rows, surroundings(owner))
    with transaction.atomic():
        StaffImport.objects.filter(applied_at=None, created_at__lt=now - FORGOTTEN_AFTER).delete()
        return StaffImport.objects.create(
            owner=owner,
            file_name=file_name[:200],
            sha256=hashlib.sha256(data).hexdigest(),
            rows=[step.as_json() for step in plan],
            ignored_columns=parsed.ignored_columns,
            created_at=now,
        )


def apply_import(*, staff_import: StaffImport, by: User, now: datetime) -> StaffImport:
    """Do what the dry run showed, all good rows or none; a second click finds it done and does nothing.

    Raises `HallChanged` when the same file would now do something else; the kept plan is then the new one.
    """
    try:
        kept, same = _apply_if_same(staff_import, by, now)
    except IntegrityError as race:
        # On PostgreSQL another file may enter the same person between our look and our write.
        raise HallChanged from race
    if not same:
        raise HallChanged
    return kept


def _apply_if_same(staff_import: StaffImport, by: User, now: datetime) -> tuple[StaffImport, bool]:
    """The import afterwards, and whether the plan made anew was the one that was shown."""
    with transaction.atomic():
        kept = StaffImport.objects.select_for_update().get(pk=staff_import.pk)
        if kept.applied_at:
            return kept, True
        plan = make_plan([Row.from_json(step["row"]) for step in kept.rows], surroundings(by))
        fresh = [step.as_json() for step in plan]
        same = fresh == kept.rows
        kept.rows = fresh
        if same:
            written = write_new([step for step in plan if step.outcome == NEW], now=now)
            written += write_changed([step for step in plan if step.outcome == CHANGED])
            keep_history([person.pk for person in written], now=now)
            kept.applied_at = now
            log(kept, "people.import", user=by, data=kept.counts)
            logger.info("staff file %s applied by %s: %s", kept.sha256[:12], by.staff_number, kept.counts)
        kept.save()
    return kept, same


def people_to_write_to(staff_import: StaffImport, today: date) -> QuerySet[User]:
    """Whom the import entered, who have an e-mail address and no password yet; nobody once letters were sent."""
    if not staff_import.applied_at or staff_import.letters_at:
        return User.objects.none()
    numbers = [step["row"]["values"]["staff_number"] for step in staff_import.steps(NEW)]
    people = User.objects.filter(staff_number__in=numbers).exclude(email="").without_password()
    return people.filter(is_active=True).exclude(left_on__lt=today)


@transaction.atomic
def send_import_letters(*, staff_import: StaffImport, by: User, language: str, now: datetime, today: date) -> int:
    """Have one-time links mailed to the new people of an import, once; answers to how many."""
    kept = StaffImport.objects.select_for_update().get(pk=staff_import.pk)
    people = list(people_to_write_to(kept, today))
    for user in people:
        log(user, "people.password_link", user=by)
        transaction.on_commit(partial(send_password_link.enqueue, user.pk, language))
    if people:
        kept.letters_at = now
        kept.save(update_fields=["letters_at"])
        logger.info("%d letters for staff file %s sent by %s", len(people), kept.sha256[:12], by.staff_number)
    return len(people)
