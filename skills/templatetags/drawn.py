"""The pieces of a profile that come by the dozen: cards, bars, proofs, events. In a template they took most of the time
of the page. What people write is escaped by `format_html`; `mark_safe` is for numbers and words of our own."""

from functools import cache, lru_cache
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from core.templatetags.ui import day, full_day, icon, level_badge, state

from ..history import What
from ..profile import State

register = template.Library()

_NOBODY = "number"


def _level_bar(bar):
    """The four blocks of a level (skills.pictures.Bar), as many lit as it says; the badge beside it is in words."""
    return _blocks(tuple(step["css"] for step in bar.steps), tuple(step["x"] for step in bar.steps))


@lru_cache(maxsize=50)
def _blocks(styles, places):
    blocks = "".join(
        f'<rect class="{style}" x="{x}" width="23" height="10"/>' for style, x in zip(styles, places, strict=True)
    )
    return mark_safe(f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{blocks}</svg>')


def _lifeline(line):
    """The line of a skill through two years (skills.pictures.Stretch), today in the middle."""
    drawn = "".join(f'<rect class="{one.kind}" x="{one.x}" y="4" width="{one.width}" height="12"/>' for one in line)
    return mark_safe(  # numbers and the three names of pictures.lifeline, nothing that people write
        '<svg class="lifeline" viewBox="0 0 730 20" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="ground" y="7" width="730" height="6"/>{drawn}'
        '<line class="now" x1="365" x2="365" y1="0" y2="20"/></svg>'
    )


def _until(last):
    """The last day something counts, or that it has none."""
    return gettext("until %(day)s") % {"day": day(last)} if last else gettext("no expiry")


@register.simple_tag
def certificate_link(number, css="nowrap", picture=""):
    """A link to the page of a certificate, in its number."""
    before, after = _around()
    address = f"{before}{quote(number)}{after}"
    return format_html('<a class="{}" href="{}">{}{}</a>', css, address, icon(picture) if picture else "", number)


@cache
def _around():
    """What stands before and behind the number in the address: putting it together anew for each link is slow."""
    before, _number, after = reverse("skills:certificate", args=[_NOBODY]).rpartition(_NOBODY)
    return before, after


@register.simple_tag
def holding_cards(rows, on, today):
    """A card for each skill somebody holds or held (dashboard.profile.Row): state, level, line, days and proof."""
    ends = _ends(on, today)
    return format_html_join("", "<li>{}</li>", ((_card(row, ends),) for row in rows))


@register.simple_tag
def holding_card(row, on, today):
    """One such card, alone."""
    return _card(row, _ends(on, today))


def _ends(on, today):
    now = gettext("today") if on == today else day(on)
    return format_html_join("", "<span>{}</span>", ((gettext("a year ago"),), (now,), (gettext("in a year"),)))


def _card(row, ends):
    holding = row.holding
    line = format_html('{}<p class="lifeline-ends" aria-hidden="true">{}</p>', _lifeline(row.line), ends)
    return format_html(
        '<article class="card holding" id="{}"><div class="holding-head"><h3 class="card-title">{}</h3>{}</div>'
        '<p>{}</p>{}<dl class="facts">{}</dl></article>',
        row.skill.slug,
        row.skill.local_name,
        state(holding.state),
        level_badge(holding.level),
        line if holding.in_force else "",
        format_html_join("", "<dt>{}</dt><dd>{}</dd>", _facts_of(holding)),
    )


def _facts_of(holding):
    award = holding.award
    yield gettext("Since"), day(holding.valid_from)
    yield gettext("Until"), _last_days(holding)
    suspensions = award.certificate.suspensions.all() if holding.state == State.SUSPENDED else ()
    if suspensions:
        latest = list(suspensions)[-1]
        yield gettext("Suspended from"), day(latest.suspended_from)
        yield gettext("Reason"), latest.reason
    if holding.state == State.REVOKED:
        yield gettext("Revoked from"), day(award.revoked_on)
        yield gettext("Reason"), award.revocation.reason
    yield gettext("Evidence"), _evidence(award)


def _last_days(holding):
    if not holding.valid_until:
        return gettext("no expiry")
    more = ""
    if holding.state == State.GRACE:
        more = gettext("counts in grace until %(day)s") % {"day": day(holding.grace_until)}
    elif holding.state == State.RENEWAL:
        more = gettext("renewal open since %(day)s") % {"day": day(holding.renewal_from)}
    return format_html("{}<br>{}", day(holding.valid_until), more) if more else day(holding.valid_until)


def _evidence(award):
    if award.certificate:
        return certificate_link(award.certificate.number, "proof", "award")
    in_english = award.evidence.get("title_en") if get_language() == "en" else ""
    return in_english or award.evidence.get("title") or award.evidence_type


@register.simple_tag
def proofs(met):
    """The needs of a post that are met (`Verdict.proofs`), each with the certificate behind it and its last day."""
    check = icon("check")
    return format_html_join(
        "",
        "<li>{}{}{} · {}</li>",
        (
            (
                check,
                need.skill.local_name,
                format_html(" · {}", certificate_link(held.number)) if held.number else "",
                _until(held.valid_until),
            )
            for need, held in met
        ),
    )


@register.simple_tag
def reasons(found):
    """Why somebody can or cannot stand at a post, each reason with the certificate it speaks of."""
    return format_html_join(
        "",
        "<li>{}{}</li>",
        (
            (
                reason.text,
                format_html(" {}", certificate_link(reason.evidence.number))
                if reason.evidence and reason.evidence.number
                else "",
            )
            for reason in found
        ),
    )


@register.simple_tag
def untaught(skills):
    """That no course brings these skills to the level a post asks for."""
    if not skills:
        return ""
    sentence = gettext("No published course teaches %(skill)s to this level yet.")
    return format_html_join(
        "", '<p class="meta">{}</p>', ((sentence % {"skill": skill.local_name},) for skill in skills)
    )


_PICTURES = {What.AWARDED: "award", What.RENEWED: "refresh", What.REINSTATED: "check", What.ENDED: "hourglass"}


@register.simple_tag
def story(events):
    """What happened (skills.history.Event), each with its day, its certificate and, for a break, why."""
    return format_html_join("", "<li>{}{}</li>", (_told(event) for event in events))


def _told(event):
    level = certificate = ""
    if event.what in (What.AWARDED, What.RENEWED):
        level = format_html(" · {}", level_badge(event.level))
    if event.award.certificate:
        certificate = format_html(" · {}", certificate_link(event.award.certificate.number))
    told = format_html(
        '<time datetime="{}">{}</time><span class="story-what"><strong>{}</strong> {}{}{}{}</span>',
        event.on.isoformat(),
        full_day(event.on),
        event.skill.local_name,
        icon(_PICTURES.get(event.what, "ban")),
        event.what.label,
        level,
        certificate,
    )
    return told, format_html('<span class="story-why">{}</span>', event.reason) if event.reason else ""


@register.simple_tag
def level_rows(levels, own):
    """All skills there are (dashboard.profile.Level): how far each is proven, and apart from that what was said."""
    whose = gettext("my own rating") if own else gettext("own rating")
    return format_html_join(
        "",
        "<li><span>{}</span>{}{}{}</li>",
        (
            (
                row.bar.skill.local_name,
                _level_bar(row.bar),
                level_badge(row.bar.level),
                "" if row.said is None else _said(whose, row.said),
            )
            for row in levels
        ),
    )


def _said(whose, level):
    return format_html('<span class="said">{} {}</span>', whose, level_badge(level))
