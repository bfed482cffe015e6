"""The letter a report is sent with: in the language of whoever gets it, with the rows that they may see."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from people.models import User

from .asking import Answer, ask, read_query
from .frame import Report
from .models import Schedule
from .sheets import XLSX, file_name, workbook

# Mail servers refuse what is much larger; the letter then leads to the page instead.
MOST_BYTES = 10 * 1024**2


class FilterOutdated(Exception):
    """The filters kept no longer fit the report."""


def letter(schedule: Schedule, report: Report, recipient: User, now: datetime) -> EmailMessage:
    """The letter, not sent yet. Raises FilterOutdated where a kept filter says nonsense today."""
    with override(recipient.reads):
        answer = ask(report, recipient, read_query(schedule.query), now)
        if answer.found is None:
            raise FilterOutdated
        name = file_name(answer, now, "xlsx")
        made = workbook(answer, now)
        fits = len(made) <= MOST_BYTES
        subject = _("%(report)s: %(rows)d") % {"report": report.title, "rows": len(answer.found.rows)}
        body = render_to_string("reports/letter.txt", _words(schedule, answer, recipient, fits))
        message = EmailMessage(" ".join(subject.split()), body.strip() + "\n", None, [recipient.email])
        if fits:
            message.attach(name, made, XLSX)
        return message


def _words(schedule: Schedule, answer: Answer, recipient: User, fits: bool) -> dict:
    assert answer.found is not None
    address = settings.PUBLIC_ORIGIN + reverse("reports:report", args=[answer.report.slug])
    return {
        "report": answer.report,
        "owner": schedule.owner,
        "recipient": recipient,
        "rows": len(answer.found.rows),
        "blocks": answer.found.blocks(),
        "filters": answer.filters,
        "unit": answer.report.unit,
        "address": f"{address}?{answer.query}" if answer.query else address,
        "attached": fits,
    }
