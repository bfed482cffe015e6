from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from wagtail import hooks

UPLOADING = ("core/upload_check.js", "core/chooser_upload.js")


@hooks.register("insert_editor_js")
def uploads_from_an_editor():
    """A clip chosen for a lesson is often uploaded then and there, in the window of the chooser."""
    sheet = format_html('<link rel="stylesheet" href="{}">', static("core/clip_desk.css"))
    scripts = format_html_join("", '<script src="{}"></script>', ([static(name)] for name in UPLOADING))
    return sheet + scripts
