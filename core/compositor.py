"""Setting a sheet: a Typst template and facts in JSON become a PDF. Texts are shown as text, never as markup."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import typst

from .typesetting import NO_TYPE, fonts, lacking, printable


def compose(template: Path, data: dict[str, Any], *, tagged: bool = True) -> bytes:
    """The PDF/A-2b a template makes of `data`, which it reads from the JSON file named like itself.

    Characters our fonts lack are taken from those of the machine; where it lacks them too, 〓 stands for them. `tagged`
    tells a screen reader what is a head, and weighs much in a very large table.
    """
    written = json.dumps(_clean(data), ensure_ascii=False)
    rare = lacking(written)
    with TemporaryDirectory() as folder:
        place = Path(folder) / template.name
        shutil.copy(template, place)
        try:
            return _compiled(place, written, machine_too=bool(rare), tagged=tagged)
        except typst.TypstError as refused:
            if not rare or "could not be displayed" not in refused.message:
                raise
            marked = written.translate({ord(letter): NO_TYPE for letter in rare})
            return _compiled(place, marked, machine_too=False, tagged=tagged)


def _compiled(place: Path, written: str, *, machine_too: bool, tagged: bool) -> bytes:
    place.with_suffix(".json").write_text(written, encoding="utf-8")
    compiler = typst.Compiler(root=str(place.parent), font_paths=fonts(machine_too=machine_too))
    return cast(bytes, compiler.compile(input=str(place), pdf_standards="a-2b", pdf_tags=tagged))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list | tuple) else value
