"""Who was qualified for a post on a day: asked on a page, proven by a file, and the file checked again."""

import json

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.log_actions import log

from rotations.models import Post

from .dossier.build import answer, dossier
from .dossier.canonical import canonical, plain
from .dossier.paper import pdf
from .dossier.signing import signature_of
from .dossier.verify import verify
from .dossier_forms import DossierForm, FileForm
from .permissions import require_manager

TYPES = {"json": "application/json", "pdf": "application/pdf"}


def _form(request):
    return DossierForm(request.GET or None, posts=Post.objects.visible_to(request.user), now=timezone.now())


@require_safe
def ask(request):
    """The question, and everybody's answer to it; the proof is in the files."""
    require_manager(request.user)
    form = _form(request)
    context = {"form": form}
    if form.is_bound and form.is_valid():
        question = form.question()
        found = answer(question)
        order = {value: place for place, value in enumerate(("yes", "flagged", "no"))}
        context |= {
            "question": question,
            "found": found,
            "people": sorted(found.people, key=lambda one: (not one.differs, order[one.now.answer])),
            "differing": sum(one.differs for one in found.people),
            "files": urlencode(
                {
                    "post": question.post.pk,
                    "from": question.start.isoformat(),
                    "to": question.end.isoformat(),
                    "known_at": plain(question.known_at),
                }
            ),
        }
    return render(request, "reports/dossier.html", context)


@require_safe
def file(request, ending):
    """The dossier as JSON or PDF. Making one is logged: it tells much about many people."""
    require_manager(request.user)
    if ending not in TYPES:
        raise Http404
    form = _form(request)
    if not form.is_valid():
        return redirect(f"{reverse('reports:dossier')}?{request.GET.urlencode()}")
    question = form.question()
    written = dossier(question)
    signature = signature_of(written["hashes"])
    if signature:
        written["signature"] = signature
    days = {"from": question.start.isoformat(), "to": question.end.isoformat(), "sha256": written["hashes"]["all"]}
    log(question.post, "reports.dossier", user=request.user, data=days)
    made = pdf(written) if ending == "pdf" else canonical(written)
    name = _("Dossier {post} {day}").format(post=question.post.local_name, day=question.start.isoformat())
    return HttpResponse(
        made,
        content_type=TYPES[ending],
        headers={
            "Content-Disposition": content_disposition_header(True, f"{name}.{ending}"),
            "Cache-Control": "private, no-store",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    """Whether a dossier is what it was, and whether the database still says the same."""
    require_manager(request.user)
    form = FileForm(request.POST or None, request.FILES or None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            written = json.loads(form.cleaned_data["file"].read())
        except (ValueError, RecursionError):
            form.add_error("file", _("This file is no JSON. Choose the JSON file of a dossier, not the PDF."))
        else:
            remarks = _checked(request.user, written)
            faults = [remark for remark in remarks if remark.is_fault]
            context |= {"checked": True, "faults": faults, "notes": [one for one in remarks if not one.is_fault]}
            context["hash"] = "" if faults else written["hashes"]["all"]
    return render(request, "reports/check_dossier.html", context)


def _checked(viewer, written):
    """The remarks on a dossier, for somebody who may ask for the post it is about."""
    try:
        asked = int(written["question"]["post"])
    except (KeyError, TypeError, ValueError):
        return verify(written)
    if Post.objects.filter(pk=asked).exclude(pk__in=Post.objects.visible_to(viewer).values("pk")).exists():
        raise Http404
    return verify(written)
