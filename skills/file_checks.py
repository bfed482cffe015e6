"""Is this file the certificate that the hall issues? Of a PDF, or of a credential alone as JSON or as a token.

A credential inside proves only itself: anybody can attach a genuine one to a sheet of their own. So a PDF is held
against the sheet as it would be drawn today: byte by byte, then what it is drawn with, then word by word. Facts are
shown only of the certificate whose credential the file holds. docs/decisions/0073.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from .certificates import Sheet, draw, printed_words, sheet_of
from .facts import VERIFY_PATH
from .models import Certificate
from .papers import Paper, Unreadable, is_pdf, read_paper, squeezed
from .verifying import Verdict, verify

NUMBER = re.compile(r"XC-\d{4}-\d{6}")
ADDRESS = re.compile(re.escape(VERIFY_PATH).replace(r"\{\}", r"([A-Za-z0-9_-]{20,24})"))


class Outcome(StrEnum):
    """What a file turned out to be."""

    SAME = "same"  # exactly a file we issued, or would issue today
    REPACKED = "repacked"  # saved anew, drawn with the very same
    OTHER = "other"  # the words we print, drawn by other means
    ALTERED = "altered"  # a genuine credential in a sheet that says something else
    CREDENTIAL = "credential"  # a genuine credential without a sheet
    REFUSED = "refused"  # a credential that is not ours, or changed
    NONE = "none"  # a PDF without a credential
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class FileCheck:
    """The answer about one file.

    `differing` names the facts (as in `Certificate.facts`) that are not on the sheet as we print them. `number` and
    `public_id` are what a PDF without a credential says of itself: nothing is known about either.
    """

    outcome: Outcome
    verdict: Verdict | None = None
    differing: tuple[str, ...] = ()
    number: str = ""
    public_id: str = ""

    @property
    def certificate(self) -> Certificate | None:
        """The certificate whose genuine credential the file holds."""
        return self.verdict.certificate if self.verdict and self.verdict.genuine else None

    @property
    def is_good(self) -> bool:
        """Whether nothing about it is other than we issue it."""
        return self.outcome in (Outcome.SAME, Outcome.REPACKED, Outcome.CREDENTIAL)


def check_file(data: bytes, *, now: datetime) -> FileCheck:
    """What the file is, by its content alone: its name and type are what somebody says of it."""
    if is_pdf(data):
        try:
            return _check_pdf(data, read_paper(data), now)
        except Unreadable:
            return FileCheck(Outcome.UNREADABLE)
    verdict = verify(data, on=timezone.localdate(now))
    if verdict.genuine:
        return FileCheck(Outcome.CREDENTIAL, verdict)
    return FileCheck(Outcome.REFUSED if verdict.form else Outcome.UNREADABLE, verdict)


def _check_pdf(data: bytes, paper: Paper, now: datetime) -> FileCheck:
    verdict = _best_verdict(paper, now)
    if verdict is None:
        return FileCheck(Outcome.NONE, number=_first(NUMBER, paper), public_id=_first(ADDRESS, paper))
    if not verdict.genuine or verdict.certificate is None:
        return FileCheck(Outcome.REFUSED, verdict)
    sheet = sheet_of(verdict.certificate, now)
    issued = draw(sheet)
    if data == issued or _was_given(verdict.certificate, data):
        return FileCheck(Outcome.SAME, verdict)
    return _compare(paper, read_paper(issued), sheet, verdict)


def _was_given(certificate: Certificate, data: bytes) -> bool:
    """Whether we have drawn exactly this, perhaps with other type or another sheet than today's."""
    return certificate.sheets.filter(sha256=hashlib.sha256(data).hexdigest()).exists()


def _compare(paper: Paper, ours: Paper, sheet: Sheet, verdict: Verdict) -> FileCheck:
    if paper.drawing == ours.drawing and paper.pages == ours.pages:
        return FileCheck(Outcome.REPACKED, verdict)
    if paper.words == ours.words and paper.pages == ours.pages:
        return FileCheck(Outcome.OTHER, verdict)
    return FileCheck(Outcome.ALTERED, verdict, differing=_differing(paper, ours, sheet))


def _differing(paper: Paper, ours: Paper, sheet: Sheet) -> tuple[str, ...]:
    """The facts printed less often than we print them: a day may stand on the sheet twice, and be changed once."""

    def is_less(words: str) -> bool:
        wanted = squeezed(words)
        return paper.words.count(wanted) < ours.words.count(wanted)

    return tuple(fact for fact, printed in printed_words(sheet).items() if any(map(is_less, printed)))


def _best_verdict(paper: Paper, now: datetime) -> Verdict | None:
    """Of the files attached: a genuine credential, else the first that is one at all; None without any."""
    on = timezone.localdate(now)
    read = [verdict for attached in paper.attachments if (verdict := verify(attached, on=on)).form]
    return next((verdict for verdict in read if verdict.genuine), read[0] if read else None)


def _first(pattern: re.Pattern, paper: Paper) -> str:
    found = pattern.search(paper.words)
    return found[found.lastindex or 0] if found else ""
