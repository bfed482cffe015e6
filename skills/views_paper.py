"""Public pages around paper: a file that somebody was given, and the page that checks without a network."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .facts import VERIFY_PATH
from .file_checks import check_file
from .forms import FileCheckForm
from .keys import KeyProblem, public_keys
from .limits import too_many
from .offline_page import offline_page
from .verdicts import FACTS

# A PDF is unpacked, drawn once more and read again: a second of work, a thousand times that of looking something up.
FILES_A_MINUTE = 10


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_file(request):
    """Is the PDF or the credential that somebody was given the one that the hall issues?"""
    now = timezone.now()
    form = FileCheckForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _answer(request, "skills/verify_file.html", {"form": form})
    if too_many(request, now, "file", FILES_A_MINUTE):
        return _answer(request, "skills/verify_too_many.html", {}, status=429)
    return _answer(request, "skills/verify_file.html", {"form": FileCheckForm(), **_found(form, now)})


def _found(form, now):
    check = check_file(form.content, now=now)
    verdict = check.verdict
    differing = check.differing or (verdict.facts if verdict else ())
    # Whoever holds a changed credential holds the address in it, and may look there.
    address = verdict.certificate.facts["verify_path"] if verdict and verdict.certificate else ""
    return {
        "check": check,
        "facts": check.certificate.facts if check.certificate else None,
        "standing": verdict.standing if check.certificate else None,
        "differing": [FACTS[name] for name in differing],
        "address": address or (VERIFY_PATH.format(check.public_id) if check.public_id else ""),
        "file_name": form.file_name,
        "today": timezone.localdate(now),
    }


@login_not_required
@require_safe
def verify_offline(request):
    """What the offline page is and how to use it, and with which keys it would be made now."""
    keys = [key for key in _known_keys() if key.compromised_from is None]
    return _answer(request, "skills/verify_offline.html", {"keys": keys, "today": timezone.localdate()})


@login_not_required
@require_safe
def offline_file(request):
    """The page itself: a download, because its scripts are inside it and our own pages run none of that kind."""
    now = timezone.now()
    if too_many(request, now):
        return _answer(request, "skills/verify_too_many.html", {}, status=429)
    name = _("Check certificates offline {day}.html").format(day=timezone.localdate(now).isoformat())
    headers = {"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "no-store"}
    return HttpResponse(offline_page(now), content_type="text/html; charset=utf-8", headers=headers)


def _known_keys():
    try:
        return public_keys().values()
    except KeyProblem:
        return []


def _answer(request, template, context, status=200):
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
