"""The CMS wears the name, the logo and the colour of the house."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("construct_help_menu")
def help_from_here(request, menu_items):
    """Without Wagtail's news and its guide, which stand on other hosts and call for attention with a number."""
    menu_items[:] = [item for item in menu_items if item.url == "#"]


@hooks.register("insert_global_admin_css")
def colours():
    """After Wagtail's own sheet, whose colour variables it sets."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))
