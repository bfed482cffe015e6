"""Choosing after listening to a recording or watching a sign: single choice about something played."""

import random
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..items import Item
from .base import Presented
from .choices import Single


class _Played(Single):
    """Single choice with something played above the options; `what` names it in the body and in what is shown."""

    what = ""

    def present(self, item: Item, rng: random.Random, shuffle: bool = True) -> Presented:
        presented = super().present(item, rng, shuffle)
        return Presented({**presented.shown, self.what: item.body.get(self.what)}, presented.answer_key)


class Listen(_Played):
    """A recording is heard, as often as one likes. What is said stands in the key until the end."""

    code = "listen"
    hint = gettext_lazy("Listen and choose one")
    template = "quizzes/kinds/listen.html"
    explained_template = "quizzes/kinds/listen_explained.html"
    what = "sound"

    def key(self, item: Item, of: Mapping[str, str]) -> dict[str, Any]:
        said = item.body.get("transcript")
        return {**super().key(item, of), **({"transcript": said} if said else {})}

    def problems(self, item: Item) -> list[str]:
        missing = [] if item.body.get("sound") else [_("Choose the recording.")]
        return missing + super().problems(item)


class Watch(_Played):
    """A sign of the phrasebook is watched without its meaning."""

    code = "watch"
    hint = gettext_lazy("Watch the sign and choose one")
    template = "quizzes/kinds/watch.html"
    explained_template = "quizzes/kinds/watch_explained.html"
    what = "sign"

    def problems(self, item: Item) -> list[str]:
        missing = [] if item.body.get("sign") else [_("Choose the sign.")]
        return missing + super().problems(item)
