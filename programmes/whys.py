"""Reasons of rules in words, in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core.templatetags.ui import day
from people.roles import Role
from skills.models import Level
from skills.profile import State

from .audiences import NEVER, Code


def words_of(why: Mapping[str, Any]) -> list[str]:
    """The reasons kept with an assignment, `{"because": [reason, …]}`, one sentence each."""
    return [sentence(reason) for reason in why.get("because", [])]


def in_one(reasons: Iterable[Mapping[str, Any]]) -> str:
    """All of them in one line."""
    return pgettext("between reasons", "; ").join(sentence(reason) for reason in reasons)


def sentence(reason: Mapping[str, Any]) -> str:
    """One reason. What it speaks of is called as it was when the reason was written down."""
    code, name = reason["code"], _name(reason)
    if code == Code.HIRED:
        return _("hired on %(day)s") % {"day": _day(reason["on"])}
    if code == Code.LACKS:
        words = {"skill": name, "level": Level(reason["level"]).label, "day": _day(reason["on"])}
        return _("does not hold %(skill)s at “%(level)s” or above on %(day)s") % words
    if code == Code.STANDING:
        return _("certificate “%(name)s”: %(state)s") % {"name": name, "state": state_label(reason["state"])}
    if code == Code.HELD:
        return _("at the post “%(post)s” since %(day)s") % {"post": name, "day": _day(reason["from"])}
    if code == Code.PLANNED:
        return _("planned at the post “%(post)s” from %(day)s on") % {"post": name, "day": _day(reason["from"])}
    if code == Code.ROLE:
        return _("is %(role)s") % {"role": Role(reason["role"]).label}
    if code == Code.BY_HAND:
        return reason.get("reason") or _("chosen by hand")
    return _("named in the rule") if code == Code.PERSON else _("works in this hall")


def state_label(state: str) -> str:
    """What a certificate is worth, in words."""
    return str(_("never had it") if state == NEVER else State(state).label)


def _name(reason):
    english = (get_language() or "").startswith("en")
    return (english and reason.get("name_en")) or reason.get("name", "")


def _day(text):
    return day(date.fromisoformat(text))
