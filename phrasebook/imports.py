"""The writes of an import of entries: first a dry run that is kept, then what it showed, once."""

import hashlib
import logging
from collections import Counter
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from people.models import User
from people.tables import read_tables

from . import entry_table
from .entry_plan import CHANGED, NEW, OUTCOMES, make_plan
from .importing import Record, parse
from .models import EntryImport
from .sheets import MODELS

logger = logging.getLogger(__name__)

FORGOTTEN_AFTER = timedelta(days=1)  # a dry run nobody confirmed


class EntriesChanged(Exception):
    """Between the dry run and its confirmation somebody changed what it speaks of; the dry run is now a new one."""


def start_import(*, owner: User, file_name: str, data: bytes, kind: str, most_bytes: int, now: datetime) -> EntryImport:
    """Read a file of entries and keep what it would do, without doing it.

    `kind` is what the file holds when no sheet says so. Raises people.tables.Unreadable and what
    phrasebook.importing.parse raises. Also forgets old dry runs nobody confirmed.
    """
    parsed = parse(read_tables(data, file_name, most_bytes), kind)
    plan = make_plan(parsed.records, entry_table.surroundings(owner, parsed.records))
    with transaction.atomic():
        EntryImport.objects.filter(applied_at=None, created_at__lt=now - FORGOTTEN_AFTER).delete()
        return EntryImport.objects.create(
            owner=owner,
            file_name=file_name[:200],
            sha256=hashlib.sha256(data).hexdigest(),
            rows=[step.as_json() for step in plan],
            ignored_columns=parsed.ignored,
            created_at=now,
        )


def apply_import(*, entry_import: EntryImport, by: User, publish: bool, now: datetime) -> EntryImport:
    """Do what the dry run showed, all good entries or none; a second click finds it done and does nothing.

    Entries become drafts; with `publish` those of the kinds that `by` may publish are published, unless somebody was
    changing them already. Raises `EntriesChanged` when the same file would now do something else.
    """
    try:
        kept, same = _apply_if_same(entry_import, by, publish, now)
    except IntegrityError as race:
        # On PostgreSQL another file may enter the same key between our look and our write.
        raise EntriesChanged from race
    if not same:
        raise EntriesChanged
    return kept


def _apply_if_same(entry_import: EntryImport, by: User, publish: bool, now: datetime) -> tuple[EntryImport, bool]:
    """The import afterwards, and whether the plan made anew was the one that was shown."""
    with transaction.atomic():
        kept = EntryImport.objects.select_for_update().get(pk=entry_import.pk)
        if kept.applied_at:
            return kept, True
        records = [Record.from_json(step["record"]) for step in kept.rows]
        plan = make_plan(records, entry_table.surroundings(by, records))
        fresh = [step.as_json() for step in plan]
        same = fresh == kept.rows
        kept.rows = fresh
        if same:
            to_write = [step for step in plan if step.outcome in {NEW, CHANGED}]
            published = entry_table.write(to_write, user=by, publish=publishable(by) if publish else set())
            kept.applied_at = now
            facts = {**counts(kept), "published": published}
            log(kept, "phrasebook.import", user=by, data=facts)
            logger.info("entries of file %s applied by %s: %s", kept.sha256[:12], by.staff_number, facts)
        kept.save()
    return kept, same


def publishable(user: User) -> set[str]:
    """The kinds of entries a person may publish."""
    return {kind for kind in MODELS if user.has_perm(f"phrasebook.publish_{kind}")}


def counts(entry_import: EntryImport) -> dict[str, int]:
    """How many entries are new, changed, unchanged and refused; together they are all of the file."""
    found = Counter(step["outcome"] for step in entry_import.rows)
    return {outcome: found[outcome] for outcome in OUTCOMES}
