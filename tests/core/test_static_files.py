"""Under hashed names one missing file is a page that cannot be made: every file a template names is there."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

NAMED = re.compile(r"""\{%\s*static\s+["']([^"']+)["']""")
IN_CSS = re.compile(r"""url\(\s*["']?(?!data:|#)([^"')]+)""")


def ours(pattern):
    return [path for path in Path(settings.BASE_DIR).glob(pattern) if ".venv" not in path.parts]


@pytest.mark.parametrize("template", ours("*/templates/**/*.html"), ids=lambda path: path.name)
def test_every_static_file_a_template_names_is_there(template):
    for name in NAMED.findall(template.read_text()):
        assert finders.find(name), f"{template}: {name}"


@pytest.mark.parametrize("sheet", ours("*/static/**/*.css"), ids=lambda path: path.name)
def test_every_file_a_style_sheet_names_is_there(sheet):
    for name in IN_CSS.findall(sheet.read_text()):
        assert (sheet.parent / name.partition("#")[0]).exists(), f"{sheet}: {name}"
