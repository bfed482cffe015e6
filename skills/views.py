"""What somebody holds, and the certificates behind it: for themselves and for those who may see them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.typesetting import qr_svg
from people.models import User

from . import certificates
from .forms import OnDayForm
from .models import Certificate, Skill
from .pictures import level_bars, lifeline
from .profile import profile


@require_safe
def mine(request):
    """My own skill profile."""
    return _show_profile(request, request.user)


@require_safe
def person(request, pk):
    """The skill profile of somebody the viewer may see; of everybody else not even that they exist."""
    return _show_profile(
        request, get_object_or_404(User.objects.visible_to(request.user).select_related("hall"), pk=pk)
    )


def _show_profile(request, holder):
    today = timezone.localdate()
    form = OnDayForm(request.GET or None)
    on = (form.is_valid() and form.cleaned_data["on"]) or today
    held = profile(holder, on)
    skills = list(Skill.objects.all())
    rows = [
        {"skill": skill, "holding": held[skill.pk], "line": lifeline(held[skill.pk], on)}
        for skill in skills
        if skill.pk in held
    ]
    return render(
        request,
        "skills/profile.html",
        {
            "holder": holder,
            "own": holder == request.user,
            "on": on,
            "today": today,
            "form": form,
            "in_force": [row for row in rows if row["holding"].in_force],
            "coming": [row for row in rows if row["holding"].state == "future"],
            "lapsed": [row for row in rows if row["holding"].state in {"expired", "revoked"}],
            "bars": level_bars(skills, held),
        },
    )


@require_safe
def certificate(request, number):
    """One certificate with every fact on it, its QR code and its PDF."""
    found = _visible_certificate(request, number)
    address = certificates.verification_address(found)
    return render(
        request,
        "skills/certificate.html",
        {
            "certificate": found,
            "facts": found.facts,
            "standing": certificates.standing_of(found, timezone.localdate()),
            "address": address,
            "qr": qr_svg(address),
            "own": found.user_id == request.user.pk,
            "language": "en" if (get_language() or "").startswith("en") else "zh",
        },
    )


@require_safe
def certificate_pdf(request, number):
    """The certificate to print or keep."""
    found = _visible_certificate(request, number)
    name = _("Certificate {number} {name}.pdf").format(number=found.number, name=found.facts["name"])
    return HttpResponse(
        certificates.certificate_pdf(found, timezone.now()),
        content_type="application/pdf",
        headers={"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "private, no-store"},
    )


def _visible_certificate(request, number):
    people = User.objects.visible_to(request.user)
    return get_object_or_404(Certificate.objects.filter(user__in=people).select_related("user"), number=number)
