"""What a device asks for to keep the phrasebook at hand when the network drops."""

import hashlib
import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from .offline import pack

# All that the page for the time without a network is made of.
FILES = (
    "css/tokens.css",
    "css/base.css",
    "css/components.css",
    "css/utilities.css",
    "js/shell.js",
    "icons/sprite.svg",
    "img/favicon.svg",
    "phrasebook/phrasebook.css",
    "phrasebook/counter.css",
    "phrasebook/lookup.js",
    "phrasebook/counter.js",
    "phrasebook/search.js",
    "phrasebook/offline.js",
)


@login_not_required
@require_safe
def service_worker(request):
    """The script that stands between the pages and the network: the same for everybody, so anybody may have it."""
    shell = {"files": [static(name) for name in FILES], "page": reverse("phrasebook:offline")}
    shell["entries"] = reverse("phrasebook:offline_json")
    shell["version"] = hashlib.sha256(json.dumps(shell).encode()).hexdigest()[:12]
    script = render_to_string("phrasebook/sw.js", {"shell": json.dumps(shell)})
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_safe
def page(request):
    """The page a device shows while there is no network. It is kept, so it holds nothing about anybody."""
    # Fetched behind the reader's back, it must not take away a message that waits for the next page.
    response = render(request, "phrasebook/offline.html", {"messages": ()})
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def entries(request):
    """All published entries as JSON; a device that has this version already is told so and gets nothing."""
    packed = pack()
    answer = get_conditional_response(request, packed.etag) or HttpResponse(
        packed.content, content_type="application/json", headers={"Content-Encoding": "gzip"}
    )
    answer["ETag"] = packed.etag
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Cookie"])
    return answer
