"""The CMS wears the name, the logo and the colour of the house."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_menu_item")
def way_back():
    """From the editor to the pages of everybody; Wagtail knows no way out."""
    return MenuItem(_("Back to Xingchuang"), reverse("home"), name="way-back", icon_name="home", order=1)


@hooks.register("construct_help_menu")
def help_from_here(request, menu_items):
    """Without Wagtail's news and its guide, which stand on other hosts and call for attention with a number."""
    menu_items[:] = [item for item in menu_items if item.url == "#"]


@hooks.register("insert_global_admin_css")
def colours():
    """After Wagtail's own sheet, whose colour variables it sets."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))
