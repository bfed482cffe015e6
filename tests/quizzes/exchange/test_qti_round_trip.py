"""Every kind of question goes into a QTI package and comes back as it went."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from quizzes.exchange.outgoing import Outgoing
from quizzes.exchange.qti_package import read
from quizzes.exchange.qti_writing import write
from quizzes.exchange.references import replaced
from quizzes.exchange.shapes import tidy, tidy_line
from quizzes.items import Item

from . import strategies as drawn

KINDS = [*drawn.BODIES, "fill_in", "cloze", "case"]


def picture(width=40, height=30):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(out, "PNG")
    return out.getvalue()


SOUND = b"ID3\x04" + bytes(60)
MEDIA = {"pictures": {7: picture()}, "sounds": {3: SOUND}, "signs": {5: "电费"}}


def come_back(going):
    """Writes one question, reads it again, and puts the ids of media back in the place of their names."""
    written = write([going])
    assert written.refused == [], written.refused
    (found,) = read(written.content)
    assert found.refusal == ""
    ids = {content: number for kept in (going.pictures, going.sounds) for number, content in kept.items()}
    by_name = {one.name: ids[one.content] for one in found.attached}
    by_name |= {meaning: number for number, meaning in going.signs.items()}
    return found, replaced(found.item, lambda field, name: by_name[name])


@pytest.mark.parametrize("kind", ["single", "multiple"])
@given(data=st.data())
def test_options_bring_their_pictures(kind, data):
    bodies = {"single": drawn.singles, "multiple": drawn.multiples}[kind]
    going = Outgoing(
        Item(kind, "哪一个？", data.draw(bodies(pictures=(7, 8)))), pictures={7: picture(), 8: picture(9, 9)}
    )
    _found, item = come_back(going)
    assert item == tidy(going.item)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_every_kind_comes_back_as_it_went(kind, data):
    going = data.draw(drawn.outgoings(kind, **MEDIA))
    found, item = come_back(going)
    assert item == tidy(going.item)
    assert found.notes == ()
    assert (found.key, found.tags) == (tidy_line(going.key), tuple(map(tidy_line, going.tags)))
    assert (found.difficulty, found.source) == (going.difficulty, tidy_line(going.source))
    assert found.topic == " / ".join(filter(None, map(tidy_line, going.topic.split(" / "))))
