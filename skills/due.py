"""What people hold that comes to its end, for those who are to renew it (notices.due)."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices.due import Due
from notices.kinds import DAY, WHAT, WHEN, Kind, Placeholder

from .models import Award, Suspension

# What lapsed longer ago than any word about it could be news.
FORGOTTEN_AFTER = timedelta(days=90)


def ending(users: Collection[int] | None, on: date) -> Iterator[Due]:
    """Certificates, and awards without one, whose last day is known: from the day they are given until long after.

    Left out is what was revoked, is suspended that day, or has been renewed: by a certificate of the same kind, or by
    awards of the same skills at no lower level, that end later. Two queries, the second for the suspended.
    """
    rows = _open_awards(on)
    if users is not None:
        rows = rows.filter(user__in=users)
    suspended = set(Suspension.objects.on(on).values_list("certificate", flat=True))
    seen = set()
    # Of papers and skills the names alone: what is printed and what proves it is long.
    rows = rows.select_related("skill", "certificate__certification").only(*_NEEDED)
    for award in rows.order_by("valid_until", "pk"):
        key = f"certificate:{award.certificate_id}" if award.certificate_id else f"award:{award.pk}"
        if key not in seen and award.certificate_id not in suspended:
            seen.add(key)
            yield _due(award, key)


_NEEDED = (
    *("user", "valid_from", "valid_until", "renewal_from", "grace_until", "written_at"),
    *("skill__name", "skill__name_en", "certificate__number"),
    *("certificate__certification__name", "certificate__certification__name_en"),
)


def _open_awards(on: date) -> QuerySet[Award]:
    later = Q(grace_until=None) | Q(grace_until__gt=OuterRef("grace_until"))
    later |= Q(grace_until=OuterRef("grace_until"), pk__gt=OuterRef("pk"))
    counts = Award.objects.filter(Q(revocation=None) | Q(revocation__revoked_on__gt=on), later, valid_from__lte=on)
    same_skill = counts.filter(user=OuterRef("user"), skill=OuterRef("skill"), level__gte=OuterRef("level"))
    same_kind = counts.filter(
        user=OuterRef("user"), certificate__certification=OuterRef("certificate__certification")
    ).exclude(certificate=OuterRef("certificate"))
    return Award.objects.filter(
        ~Exists(same_skill.exclude(pk=OuterRef("pk"))),
        ~Exists(same_kind),
        Q(revocation=None) | Q(revocation__revoked_on__gt=on),
        valid_from__lte=on,
        valid_until__isnull=False,
        grace_until__gte=on - FORGOTTEN_AFTER,
    ).annotate(graced=Q(grace_until__gt=F("valid_until")))


def _due(award, key):
    thing = award.certificate.certification if award.certificate else award.skill
    return Due(
        user_id=award.user_id,
        key=key,
        kind="certificate",
        day=award.valid_until,
        what=thing.name,
        what_en=thing.name_en,
        link=_link(award.certificate),
        opens=award.renewal_from,
        grace_until=award.grace_until if award.graced else None,
        since=award.valid_from,
        changed_at=award.written_at,
    )


def _link(certificate):
    return reverse("skills:certificate", args=[certificate.number]) if certificate else reverse("skills:mine")


_OPENS = Placeholder("opens", _("the day from which it can be renewed"), "day")
_GRACE = Placeholder("grace", _("the last day on which it still counts"), "day")
_EXAMPLE = {
    "what": "手语服务证书",
    "what_en": "Sign language at the counter",
    "day": "2027-03-31",
    "opens": "2027-02-01",
    "grace": "2027-04-30",
}


def _kind(moment, label, title, sentence, urgency, more=()):
    held = (WHAT, DAY, WHEN, *more)
    return Kind(f"certificate.{moment}", "certificate", label, title, sentence, held, _EXAMPLE, urgency, "award")


KINDS = [
    _kind(
        "ahead",
        _("certificate ends, renewal not open yet"),
        _("“{what}” ends {when}"),
        _("Your certificate “{what}” is valid until {day}. You can renew it from {opens}."),
        4,
        (_OPENS,),
    ),
    _kind(
        "soon",
        _("certificate ends, renewal open"),
        _("Renew “{what}”: it ends {when}"),
        _("Your certificate “{what}” is valid until {day}. You can renew it now."),
        3,
    ),
    _kind(
        "today",
        _("certificate ends today"),
        _("“{what}” ends today"),
        _("Today is the last valid day of your certificate “{what}”. Renew it if you can."),
        1,
    ),
    _kind(
        "grace",
        _("certificate ended, in grace"),
        _("“{what}” has ended and counts until {grace} only"),
        _("Your certificate “{what}” ended on {day}. It still counts until {grace}: renew it before then."),
        1,
        (_GRACE,),
    ),
    _kind(
        "late",
        _("certificate expired"),
        _("“{what}” has expired"),
        _("Your certificate “{what}” ended on {day} and no longer counts. Take the course again to get it back."),
        0,
    ),
]
