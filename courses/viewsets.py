"""Categories in the CMS. Courses themselves are pages and live in its page tree."""

from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Category


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "tag"
    list_display = ["name", "name_en", "slug", "order"]
    copy_view_enabled = False
    add_to_admin_menu = True
    menu_order = 205
