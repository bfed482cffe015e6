"""What the upload forms of the CMS let in: SVG and pages can carry scripts, so neither comes in under any name."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form
from wagtail.models import Collection
from wagtailmedia.forms import get_media_form

from core.models import Attachment, Clip, Picture

from .films import MP4

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'

pytestmark = pytest.mark.django_db


def drawn(kind):
    file = BytesIO()
    Image.new("RGB", (9, 9)).save(file, kind)
    return file.getvalue()


def errors(form_class, file, **fields):
    fields = {"title": "上传", "collection": Collection.get_first_root_node().pk, **fields}
    form = form_class(fields, {"file": file})
    return form.errors.get("file")


@pytest.mark.parametrize("name", ["drawing.svg", "drawing.png", "drawing.SVG", "drawing.svgz", "drawing"])
def test_an_svg_is_no_picture_under_any_name(name):
    assert errors(get_image_form(Picture), SimpleUploadedFile(name, SVG, "image/svg+xml"))


def test_a_real_picture_is_let_in():
    assert not errors(get_image_form(Picture), SimpleUploadedFile("window.png", drawn("PNG"), "image/png"))


def test_a_picture_called_svg_is_refused():
    assert errors(get_image_form(Picture), SimpleUploadedFile("window.svg", drawn("PNG"), "image/png"))


@pytest.mark.parametrize("name", ["drawing.svg", "page.html", "page.xhtml", "page.xml", "script.js"])
def test_what_can_carry_a_script_is_no_attachment(name):
    assert errors(get_document_form(Attachment), SimpleUploadedFile(name, SVG))


def test_a_table_is_an_attachment():
    assert not errors(get_document_form(Attachment), SimpleUploadedFile("table.csv", b"1,2"))


@pytest.mark.parametrize(("kind", "name"), [("video", "film.svg"), ("audio", "sound.html"), ("video", "film.avi")])
def test_a_clip_is_of_a_kind_browsers_play(kind, name):
    form_class = get_media_form(Clip)
    form = form_class(
        {"title": "上传", "type": kind, "duration": 1, "collection": Collection.get_first_root_node().pk},
        {"file": SimpleUploadedFile(name, SVG)},
        instance=Clip(type=kind),
    )
    assert not form.is_valid()


@pytest.mark.parametrize(("name", "content", "good"), [("still.svg", SVG, False), ("still.png", drawn("PNG"), True)])
def test_the_still_of_a_clip_is_a_picture(name, content, good):
    form = get_media_form(Clip)(
        {"title": "上传", "duration": 1, "collection": Collection.get_first_root_node().pk},
        {"file": SimpleUploadedFile("film.mp4", MP4), "thumbnail": SimpleUploadedFile(name, content)},
        instance=Clip(type="video"),
    )
    assert form.is_valid() is good
