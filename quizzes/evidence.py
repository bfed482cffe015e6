"""Photos and clips of an observation: what is taken, cleaned of what the camera wrote into it, and given up again."""

import logging
import tempfile
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core import ffmpeg
from core.clip_types import container_of, head_of
from core.photos import NoPicture, TooManyPoints, redrawn
from people.models import User

from .models import EvidenceFile, ObservationRequest
from .observers import may_add_evidence, may_assign
from .observing import tidy
from .services import Refused

logger = logging.getLogger(__name__)

MOST_FILES = 12
MOST_PHOTO_BYTES = 15 * 1024**2
MOST_CLIP_BYTES = 80 * 1024**2
PHOTO_FORMATS = ("JPEG", "PNG", "WEBP")
# The longer side, in points, of what is kept: enough to read a form on the counter.
KEPT_SIDE = 2000
CLIP_PATIENCE = 60  # seconds; nothing is encoded anew, only copied


@dataclass(frozen=True)
class Consent:
    """Who is to be seen and agreed, by name, and when that was ticked."""

    names: str
    at: datetime


def takes_clips() -> bool:
    """Whether clips can be cleaned here; without the tool none are taken, as they may tell where they were filmed."""
    return ffmpeg.tools() is not None


def add(
    *,
    request: ObservationRequest,
    by: User,
    file: File,
    client_id: uuid.UUID,
    consent: Consent | None,
    now: datetime,
) -> EvidenceFile:
    """Keep a photo or clip of somebody who agreed. The same file sent again answers what is kept already.

    Raises Refused: without consent, from anybody but an observer, after the decision, beyond the limits, and for what
    is no photo or clip.
    """
    already = EvidenceFile.objects.filter(client_id=client_id, added_by=by, request=request).first()
    if already:
        return already
    if consent is None or not tidy(consent.names, 200):
        raise Refused(_("Ask those in the picture first; tick that they agreed, and write their names."))
    if not may_add_evidence(by, request):
        raise Refused(_("Observers add photos and clips, until it is decided."))
    kind, name, cleaned = _cleaned(file)
    try:
        with transaction.atomic():
            ObservationRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
            if EvidenceFile.objects.filter(request=request, removed_at__isnull=True).count() >= MOST_FILES:
                raise Refused(_("Twelve photos and clips are enough for one observation."))
            return _keep(request, by, kind, name, cleaned, client_id, consent, now)
    except IntegrityError:
        return EvidenceFile.objects.get(client_id=client_id, added_by=by, request=request)


def _keep(request, by, kind, name, cleaned, client_id, consent, now):
    row = EvidenceFile(
        client_id=client_id,
        request=request,
        added_by=by,
        added_at=now,
        kind=kind,
        bytes=len(cleaned),
        consent_of=tidy(consent.names, 200),
        consent_at=min(consent.at, now),
    )
    row.file.save(name, ContentFile(cleaned), save=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except BaseException:
        row.file.storage.delete(str(row.file.name))
        raise
    logger.info("evidence added request=%s kind=%s bytes=%s", request.public_id, kind, row.bytes)
    return row


def _cleaned(file):
    """`(kind, file name, bytes)` of what is kept."""
    container = container_of(head_of(file))
    if container in {"mp4", "webm"}:
        return EvidenceFile.Kind.CLIP, f"clip.{container}", _clean_clip(file, container)
    return EvidenceFile.Kind.PHOTO, "photo.jpg", clean_photo(file)


def clean_photo(file: File) -> bytes:
    """The picture as a JPEG without anything the camera wrote into it, turned upright, of a modest size."""
    if file.size > MOST_PHOTO_BYTES:
        raise Refused(_too_large(file, MOST_PHOTO_BYTES))
    file.seek(0)
    try:
        return redrawn(file, formats=PHOTO_FORMATS, longest=KEPT_SIDE, quality=85)
    except TooManyPoints as wrong:
        raise Refused(_("The photo has too many points. Take it at a lower resolution.")) from wrong
    except NoPicture as wrong:
        raise Refused(_("This is no photo or clip we know. JPEG, PNG, WebP, MP4 and WebM are taken.")) from wrong


def _clean_clip(file, container):
    """The clip copied without its metadata, the place of filming above all."""
    if file.size > MOST_CLIP_BYTES:
        raise Refused(_too_large(file, MOST_CLIP_BYTES))
    tools = ffmpeg.tools()
    if tools is None:
        raise Refused(_("This server cannot take clips. Take a photo instead."))
    with tempfile.TemporaryDirectory(prefix="evidence-") as folder:
        source, target = Path(folder) / f"in.{container}", Path(folder) / f"out.{container}"
        with source.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        try:
            ffmpeg.run(_copy_command(tools.ffmpeg, container, source, target), Path(folder), CLIP_PATIENCE)
            return target.read_bytes()
        except (ffmpeg.CouldNot, OSError) as wrong:
            logger.info("clip of an observation refused: %s", wrong)
            raise Refused(_("This clip could not be read. Film it again, or take a photo.")) from wrong


def _copy_command(program, container, source, target):
    """Streams are copied, not encoded; only local files are read; metadata, chapters and data streams stay behind."""
    demuxer = {"mp4": "mov", "webm": "matroska"}[container]
    return [
        *(program, "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-f", demuxer, "-i", str(source)),
        *("-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", "-map_metadata", "-1", "-map_chapters", "-1", "-dn", "-sn"),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", str(target)),
    ]


def _too_large(file, most):
    facts = {"size": filesizeformat(file.size), "most": filesizeformat(most)}
    return _("The file has %(size)s; at most %(most)s are taken.") % facts


@transaction.atomic
def give_up(*, evidence: EvidenceFile, by: User, now: datetime) -> None:
    """Consent was withdrawn: the file goes, that it was there stays. By the person, an observer, or who assigns."""
    row = EvidenceFile.objects.select_for_update(no_key=True, of=("self",)).get(pk=evidence.pk)
    if row.removed_at:
        return
    if by.pk not in {row.request.user_id, row.added_by_id} and not may_assign(by):
        raise Refused(_("Those shown, and who took it, withdraw a photo or clip."))
    name, storage = str(row.file.name), row.file.storage
    EvidenceFile.objects.filter(pk=row.pk).update(file="", removed_at=now, removed_by=by)
    transaction.on_commit(lambda: storage.delete(name))
    logger.info("evidence given up request=%s by=%s", row.request.public_id, by.pk)
