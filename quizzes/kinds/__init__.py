"""The kinds of question: how each is presented, read, marked and told in words. docs/questions.md has their shapes."""

from .base import EVERYTHING, NOTHING, Fields, Kind, Malformed, Presented, Value
from .blanks import FillIn
from .cases import Case
from .choices import Multiple, Single
from .essays import Essay
from .hotspots import Hotspot
from .names import KindName
from .recordings import Listen, Watch
from .statements import TrueFalse

KINDS: dict[str, Kind] = {kind.code: kind for kind in (Single(), Multiple(), TrueFalse(), FillIn())}
KINDS |= {kind.code: kind for kind in (Hotspot(), Listen(), Watch(), Essay(), Case(KINDS))}


def kind_of(code: str) -> Kind:
    """The kind of this code. Raises ValueError for one there is not."""
    try:
        return KINDS[code]
    except KeyError:
        raise ValueError(f"There is no kind of question called {code!r}.") from None


__all__ = ["EVERYTHING", "KINDS", "NOTHING", "Fields", "Kind", "KindName", "Malformed", "Presented", "Value", "kind_of"]
