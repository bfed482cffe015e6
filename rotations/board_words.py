"""What a board says, in words: cells, broken rules, seats that nobody fills."""

from collections.abc import Sequence
from datetime import date

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from core.templatetags.ui import day

from .board import Board, Say
from .models import Period
from .planner.checking import Fault, Rule
from .week_parts import weekdays_named

# Sign and word; the sign is not read out.
SAYS = {
    Say.YES: ("✓", pgettext_lazy("cell of a plan", "can stand")),
    Say.FLAGGED: ("!", pgettext_lazy("cell of a plan", "see to it")),
    Say.NOTED: ("◆", pgettext_lazy("cell of a plan", "as agreed")),
    Say.NO: ("✕", pgettext_lazy("cell of a plan", "cannot")),
    Say.PARTLY: ("–", pgettext_lazy("cell of a plan", "away some days")),
    Say.AWAY: ("–", pgettext_lazy("cell of a plan", "away")),
    Say.CLOSED: ("·", pgettext_lazy("cell of a plan", "closed")),
    Say.NOTHING: ("", ""),
}


def period_in_words(period: Period) -> str:
    """The day on which a period begins, short: "11-30"; the whole is said by `title`s."""
    return format_html(
        '<time datetime="{}">{}</time>', period.first_day.isoformat(), period.first_day.strftime("%m-%d")
    )


def fault_in_words(board: Board, fault: Fault) -> str:
    """A broken rule as a sentence that names who, where and when."""
    out = board.out
    words = {
        "post": out.posts[fault.post].local_name if fault.post >= 0 else "",
        "day": day(out.periods[fault.period].first_day),
        "name": "" if fault.clerk is None else board.names[out.people[fault.clerk].pk],
    }
    if fault.rule == Rule.NOT_ALLOWED:
        assert fault.clerk is not None
        return _not_allowed(board.say(fault.clerk, fault.post, fault.period)) % words
    if fault.rule in (Rule.RUNS_TOO_LONG, Rule.NO_REST):
        post = out.posts[fault.post]
        words |= {"most": post.most_running, "rest": post.rest}
    return _SENTENCES[fault.rule]() % words


def _not_allowed(say):
    if say in (Say.PARTLY, Say.AWAY):
        return _("%(name)s is away in the period from %(day)s and cannot stand at “%(post)s”.")
    if say == Say.CLOSED:
        return _("The hall is closed in the period from %(day)s: %(name)s at “%(post)s” is too much.")
    return _("%(name)s cannot stand at “%(post)s” in the period from %(day)s.")


_SENTENCES = {
    Rule.TOO_MANY: lambda: _("Period from %(day)s: more people stand at “%(post)s” than there are seats."),
    Rule.RUNS_TOO_LONG: lambda: _(
        "%(name)s stands at “%(post)s” for longer than %(most)d periods running; the period from %(day)s is too much."
    ),
    Rule.NO_REST: lambda: _(
        "%(name)s comes back to “%(post)s” on %(day)s before %(rest)d periods at other posts have passed."
    ),
    Rule.NOT_APART: lambda: _(
        "%(name)s stands at “%(post)s” in the period from %(day)s beside somebody they are to be kept apart from."
    ),
    Rule.NOT_TOGETHER: lambda: _(
        "%(name)s stands at “%(post)s” in the period from %(day)s without the one they learn beside."
    ),
}


def away_in_words(days: Sequence[date]) -> str:
    """On which days of a period somebody is away who could stand the others. Never why."""
    named = pgettext("between the words of a list", ", ").join(map(day, days))
    return _("Away on %(days)s only: the other days can be stood.") % {"days": named}


def joined_in_words(joined: Sequence[str]) -> list[str]:
    """Weekdays that are counted together although not the same people work on them: more kinds than are told apart."""
    said = _("%(days)s are counted together: whoever works on some of them only fills no seat there.")
    return [said % {"days": weekdays_named(weekdays)} for weekdays in joined]


def lacking_in_words(number: int) -> str:
    """How many seats nobody fills."""
    return ngettext("%(count)d seat missing", "%(count)d seats missing", number) % {"count": number}
