"""Uploaded files: who may have them, and how they travel: a clip can be sought, a disguised file does no harm.

Django's own way of serving files knows no HTTP Range (RFC 9110, section 14) and asks nobody for permission.
"""

import re
from hashlib import sha256
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

from .captions import as_webvtt, cues
from .models import Attachment, Clip, Encoding, Picture, PictureRendition

# Written down rather than asked of the machine, whose table may lack the newer ones or know more than we want to show.
SHOWN_TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "weba": "audio/webm",
}
ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII)


@require_safe
def media(request, path):
    """Serve an uploaded file to somebody signed in: whole, one byte range of it, or by nginx where that is set up."""
    allow(request, path)
    return send(request, path)


def send(request, path):
    """The stored file, for whoever was allowed to have it by other means. Raises Http404 when it is not there."""
    if not default_storage.exists(path):
        raise Http404
    return _by_nginx(path) if settings.MEDIA_ACCEL_LOCATION else _by_ourselves(request, path)


@require_safe
def captions(request, pk, language):
    """The captions of a clip as a file any browser reads, for whoever may have the clip."""
    clip = get_object_or_404(Clip.objects.select_related("collection"), pk=pk)
    _allow_collection(request, clip.collection)
    spoken = cues({"zh": clip.captions, "en": clip.captions_en}[language])
    if not spoken:
        raise Http404
    body = as_webvtt(spoken).encode()
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag) or HttpResponse(body, content_type="text/vtt; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def allow(request, path):
    """Pass when the person may have the file; Http404 when it is no upload, PermissionDenied when not for them."""
    if "\0" in path:  # PostgreSQL refuses to compare with it
        raise Http404
    _allow_collection(request, _collection_of(request, path))


def _allow_collection(request, collection):
    for restriction in collection.get_view_restrictions():
        if not restriction.accept_request(request):
            raise PermissionDenied


def _collection_of(request, path):
    """The collection of the upload stored at `path`; Wagtail decides the folder by the kind of upload."""
    match path.partition("/")[0]:
        case "images":
            found = PictureRendition.objects.filter(file=path).select_related("image__collection").first()
            found = found and found.image
        case "original_images":
            found = Picture.objects.filter(file=path).select_related("collection").first()
            # An original still carries what the camera wrote into it, such as the place: for authors only.
            if found and not request.user.has_perm("wagtailadmin.access_admin"):
                raise PermissionDenied
        case "media":
            found = Clip.objects.filter(file=path).select_related("collection").first()
        case "media_small":
            found = Encoding.objects.filter(file=path).select_related("clip__collection").first()
            found = found and found.clip
        case "media_thumbnails":
            found = Clip.objects.filter(thumbnail=path).select_related("collection").first()
        case "documents" if Attachment.objects.filter(file=path).exists():
            raise PermissionDenied  # Wagtail's own view counts and checks downloads
        case _:
            found = None
    if not found:
        raise Http404
    return found.collection


def _by_nginx(path):
    return _labelled(HttpResponse(headers={"X-Accel-Redirect": settings.MEDIA_ACCEL_LOCATION + quote(path)}), path)


def _by_ourselves(request, path):
    size = default_storage.size(path)
    modified = default_storage.get_modified_time(path)
    etag = f'"{int(modified.timestamp() * 1_000_000):x}-{size:x}"'
    seconds = int(modified.timestamp())
    unchanged = get_conditional_response(request, etag, seconds)
    if unchanged is not None:
        response = unchanged
    elif (wanted := wanted_range(request, size, etag, modified)) == UNSATISFIABLE:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        response = _content(request, path, size, wanted)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(seconds)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, max-age=3600"
    return _labelled(response, path)


UNSATISFIABLE = (-1, -1)


def wanted_range(request, size, etag, modified):
    """First and last byte (inclusive) asked for; None for the whole file, UNSATISFIABLE when they lie outside it.

    A range that is malformed, several ranges at once, or an If-Range naming another version ask for the whole file.
    """
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or not asked or not _if_range_holds(request, etag, modified):
        return None
    first, last = asked.groups()
    if not first and not last:
        return None
    if not first:
        first, last = max(0, size - int(last)), size - 1
    else:
        first, last = int(first), int(last or size - 1)
        if asked[2] and last < first:
            return None
    last = min(last, size - 1)
    return (first, last) if first <= last else UNSATISFIABLE


def _if_range_holds(request, etag, modified):
    condition = request.headers.get("If-Range", "").strip()
    if not condition or condition == etag:
        return True
    return parse_http_date_safe(condition) == int(modified.timestamp())


def _content(request, path, size, wanted):
    first, last = wanted or (0, size - 1)
    length = last - first + 1
    if request.method == "HEAD":
        response = HttpResponse()
    elif wanted:
        response = FileResponse(Slice(default_storage.open(path), first, length), status=206)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    else:
        response = FileResponse(default_storage.open(path))
    response["Content-Length"] = str(length)
    return response


class Slice:
    """The part of an open file a range asks for, as far as a response needs a file: it can be read and closed."""

    def __init__(self, file, first, length):
        self.file = file
        self.left = length
        file.seek(first)

    def read(self, size=-1):
        piece = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(piece)
        return piece

    def close(self):
        self.file.close()


def type_of(path):
    """What the file of that name is; None for what is not shown by browsers."""
    return SHOWN_TYPES.get(path.rpartition(".")[2].lower())


def _labelled(response, path):
    """Say what the file is; whatever is not a picture, sound or film is never shown as a page of ours."""
    kind = type_of(path)
    response["Content-Type"] = kind or "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    if kind is None:
        response["Content-Disposition"] = "attachment"
    elif "Content-Disposition" in response:
        del response["Content-Disposition"]
    return response
