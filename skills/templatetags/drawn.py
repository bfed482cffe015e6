"""The pieces of a profile that come by the dozen: cards, bars, proofs, events. In a template they took most of the time
of the page. What people write goes through `escape` where it is put in; the rest are numbers and words of our own."""

from functools import cache, lru_cache
from html import escape
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from core.templatetags.ui import day_in, full_day, icon, level_badge_in, state

from ..history import What
from ..models import Skill
from ..pictures import Bar
from ..profile import State

register = template.Library()

_NOBODY = "number"


def _level_bar(bar):
    """The four blocks of a level (skills.pictures.Bar), as many lit as it says; the badge beside it is in words."""
    return _blocks(bar.level, bar.state)


@lru_cache(maxsize=50)
def _blocks(level, state):
    steps = Bar(None, level, state).steps
    blocks = "".join([f'<rect class="{step["css"]}" x="{step["x"]}" width="23" height="10"/>' for step in steps])
    return mark_safe(f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{blocks}</svg>')


def _lifeline(line):
    """The line of a skill through two years (skills.pictures.Stretch), today in the middle."""
    drawn = "".join(f'<rect class="{one.kind}" x="{one.x}" y="4" width="{one.width}" height="12"/>' for one in line)
    return mark_safe(  # numbers and the three names of pictures.lifeline, nothing that people write
        '<svg class="lifeline" viewBox="0 0 730 20" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="ground" y="7" width="730" height="6"/>{drawn}'
        '<line class="now" x1="365" x2="365" y1="0" y2="20"/></svg>'
    )


# The language of the reader is asked for once a piece: a page names hundreds of skills, days and levels.
def _name(skill, language):
    return escape(Skill.local_name.of(skill, language))


def _until(last, language):
    """The last day something counts, or that it has none."""
    return gettext("until %(day)s") % {"day": day_in(last, language)} if last else gettext("no expiry")


@register.simple_tag
def certificate_link(number, css="nowrap", picture=""):
    """A link to the page of a certificate, in its number."""
    before, after = _around()
    drawn = icon(picture) if picture else ""
    return mark_safe(f'<a class="{css}" href="{before}{quote(number)}{after}">{drawn}{escape(number)}</a>')


@cache
def _around():
    """What stands before and behind the number in the address: putting it together anew for each link is slow."""
    before, _number, after = reverse("skills:certificate", args=[_NOBODY]).rpartition(_NOBODY)
    return before, after


@register.simple_tag
def holding_cards(rows, on, today):
    """A card for each skill somebody holds or held (dashboard.profile.Row): state, level, line, days and proof."""
    language = get_language()
    ends = _ends(on, today, language)
    return mark_safe("".join([f"<li>{_card(row, ends, language)}</li>" for row in rows]))


@register.simple_tag
def holding_card(row, on, today):
    """One such card, alone."""
    language = get_language()
    return mark_safe(_card(row, _ends(on, today, language), language))


def _ends(on, today, language):
    now = gettext("today") if on == today else day_in(on, language)
    words = (gettext("a year ago"), now, gettext("in a year"))
    return f'<p class="lifeline-ends" aria-hidden="true">{"".join([f"<span>{word}</span>" for word in words])}</p>'


def _card(row, ends, language):
    holding = row.holding
    line = f"{_lifeline(row.line)}{ends}" if holding.in_force else ""
    facts = "".join([f"<dt>{word}</dt><dd>{told}</dd>" for word, told in _facts_of(holding, language)])
    return (
        f'<article class="card holding" id="{escape(row.skill.slug)}"><div class="holding-head">'
        f'<h3 class="card-title">{_name(row.skill, language)}</h3>{state(holding.state)}</div>'
        f'<p>{level_badge_in(holding.level, language)}</p>{line}<dl class="facts">{facts}</dl></article>'
    )


def _facts_of(holding, language):
    """The words of a holding and what is told beside each, as HTML."""
    award = holding.award
    yield gettext("Since"), day_in(holding.valid_from, language)
    yield gettext("Until"), _last_days(holding, language)
    if holding.state == State.SUSPENDED and award.pauses:
        latest = award.pauses[-1]
        yield gettext("Suspended from"), day_in(latest.first_day, language)
        yield gettext("Reason"), escape(latest.why)
    if holding.state == State.REVOKED:
        yield gettext("Revoked from"), day_in(award.revoked_on, language)
        yield gettext("Reason"), escape(award.why_revoked)
    yield gettext("Evidence"), _evidence(award, language)


def _last_days(holding, language):
    if not holding.valid_until:
        return gettext("no expiry")
    more = ""
    if holding.state == State.GRACE:
        more = gettext("counts in grace until %(day)s") % {"day": day_in(holding.grace_until, language)}
    elif holding.state == State.RENEWAL:
        more = gettext("renewal open since %(day)s") % {"day": day_in(holding.renewal_from, language)}
    last = day_in(holding.valid_until, language)
    return f"{last}<br>{more}" if more else last


def _evidence(award, language):
    if award.number:
        return certificate_link(award.number, "proof", "award")
    in_english = award.evidence.get("title_en") if language == "en" else ""
    return escape(in_english or award.evidence.get("title") or award.evidence_type)


@register.simple_tag
def grounds(verdict):
    """Why somebody can or cannot stand at a post (rotations.eligibility.Verdict): the reasons, then the needs that are
    met, each with the certificate behind it."""
    if not verdict.reasons and not verdict.proofs:
        nothing = gettext("This post asks for no skill.")
        return mark_safe(f'<p class="meta">{nothing}</p>')
    said = "".join([_reason(reason) for reason in verdict.reasons])
    language = get_language()
    met = "".join([_proof(need, held, language) for need, held in verdict.proofs])
    said, met = said and f'<ul class="reasons">{said}</ul>', met and f'<ul class="proofs">{met}</ul>'
    return mark_safe(f"{said}{met}")


def _reason(reason):
    number = reason.evidence.number if reason.evidence else ""
    return f"<li>{escape(reason.text)}{_behind(' ', number)}</li>"


def _proof(need, held, language):
    until = _until(held.valid_until, language)
    return f"<li>{icon('check')}{_name(need.skill, language)}{_behind(' · ', held.number)} · {until}</li>"


def _behind(between, number):
    """The certificate behind something, if there is one."""
    return f"{between}{certificate_link(number)}" if number else ""


@register.simple_tag
def untaught(skills):
    """That no course brings these skills to the level a post asks for."""
    if not skills:
        return ""
    sentence, language = gettext("No published course teaches %(skill)s to this level yet."), get_language()
    return mark_safe(
        "".join([f'<p class="meta">{sentence % {"skill": _name(skill, language)}}</p>' for skill in skills])
    )


_PICTURES = {What.AWARDED: "award", What.RENEWED: "refresh", What.REINSTATED: "check", What.ENDED: "hourglass"}


@register.simple_tag
def story(events):
    """What happened (skills.history.Event), each with its day, its certificate and, for a break, why."""
    words, language = {what: str(what.label) for what in What}, get_language()
    return mark_safe("".join([f"<li>{_told(event, words[event.what], language)}</li>" for event in events]))


def _told(event, word, language):
    level = f" · {level_badge_in(event.level, language)}" if event.what in (What.AWARDED, What.RENEWED) else ""
    why = f'<span class="story-why">{escape(event.reason)}</span>' if event.reason else ""
    return (
        f'<time datetime="{event.on.isoformat()}">{full_day(event.on)}</time><span class="story-what">'
        f"<strong>{_name(event.skill, language)}</strong> {icon(_PICTURES.get(event.what, 'ban'))}{word}"
        f"{level}{_behind(' · ', event.award.number)}</span>{why}"
    )


@register.simple_tag
def level_rows(levels, own):
    """All skills there are (dashboard.profile.Level): how far each is proven, and apart from that what was said."""
    whose, language = gettext("my own rating") if own else gettext("own rating"), get_language()
    return mark_safe("".join([f"<li>{_level_row(row, whose, language)}</li>" for row in levels]))


def _level_row(row, whose, language):
    said = "" if row.said is None else f'<span class="said">{whose} {level_badge_in(row.said, language)}</span>'
    proven = level_badge_in(row.bar.level, language)
    return f"<span>{_name(row.bar.skill, language)}</span>{_level_bar(row.bar)}{proven}{said}"
