"""Samples of questions for the block previews of the editor."""

from django import template

from quizzes import samples

register = template.Library()


@register.simple_tag
def sample_of(kind):
    """A question of this kind as a clerk sees it."""
    return samples.line(kind)
