"""Categories as Moodle writes their paths, in GIFT and in its XML."""

import re

from .shapes import tidy_line

_CONTEXT = re.compile(r"\$[a-z0-9_]+\$(?:/top(?=/|$))?")
_SEPARATOR = re.compile("(?<!/)/(?!/)")


def topic_of(path: str) -> str:
    """`$course$/top/a/b//c` is "a / b/c": a stroke inside a name is written twice."""
    names = _SEPARATOR.split(_CONTEXT.sub("", path.strip()[:2000], count=1) if path.strip().startswith("$") else path)
    return " / ".join(tidy_line(name.replace("//", "/")) for name in names if name.strip())


def path_of(topic: str) -> str:
    """The other way round, with blanks about the strokes, so that a name may begin with one."""
    names = [tidy_line(name) for name in topic.split(" / ")]
    return " / ".join(name.replace("/", "//") for name in names if name)
