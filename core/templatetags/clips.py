"""What the media library of the CMS says about clips."""

from django import template
from django.db.models import prefetch_related_objects

from core.clip_checks import faults_of
from core.clip_state import small_versions

register = template.Library()


@register.simple_tag
def with_small_versions(clips):
    """Look up the small versions of all clips of a list at once; shows nothing."""
    prefetch_related_objects(list(clips), "encodings")
    return ""


@register.simple_tag
def state_of_clip(clip):
    """One sentence about the small versions of a clip."""
    return small_versions(clip)


@register.simple_tag
def faults_of_clip(clip):
    """Sentences about what the clip lacks."""
    return faults_of(clip)
