"""The kinds of question: how each is presented, read, marked and told in words. docs/questions.md has their shapes."""

from .arranging import Build, Ordering
from .base import EVERYTHING, NOTHING, Fields, Kind, Malformed, Presented, Value
from .blanks import FillIn
from .cases import Case
from .choices import Multiple, Single
from .essays import Essay
from .gaps import Cloze
from .hotspots import Hotspot
from .names import KindName
from .numbers import Numeric
from .placing import Categorise, Matching
from .recordings import Listen, Watch
from .statements import TrueFalse

CHOSEN: tuple[Kind, ...] = (Single(), Multiple(), TrueFalse(), FillIn(), Hotspot(), Listen(), Watch())
TYPED: tuple[Kind, ...] = (Numeric(), Matching(), Ordering(), Categorise(), Cloze(), Build())
KINDS: dict[str, Kind] = {kind.code: kind for kind in (*CHOSEN, *TYPED, Essay())}
KINDS["case"] = Case(KINDS)


def kind_of(code: str) -> Kind:
    """The kind of this code. Raises ValueError for one there is not."""
    try:
        return KINDS[code]
    except KeyError:
        raise ValueError(f"There is no kind of question called {code!r}.") from None


__all__ = ["EVERYTHING", "KINDS", "NOTHING", "Fields", "Kind", "KindName", "Malformed", "Presented", "Value", "kind_of"]
