"""The cells of a board as HTML, made by hand: a hundred people over a quarter are more than a thousand, and a template
for each would take most of the time of the page."""

from django.urls import reverse
from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.templatetags.ui import icon

from .board import Board, BoardCell, Say
from .board_words import SAYS, away_in_words

HUES = 8
# A calm board: what is as it should be is a sign alone, and its word is heard, not seen.
_QUIET = {Say.YES, Say.NOTHING}


def chip(number: int) -> SafeString:
    """The number of a post on its colour."""
    return mark_safe(f'<b class="post-no hue-{(number - 1) % HUES}" aria-hidden="true">{int(number)}</b>')


class CellWriter:
    """Writes the cells of one board; words and addresses are looked up once."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.address = reverse("rotations:board", args=[board.plan.pk]) + "cell/"
        self.posts = {
            p: f'{chip(p + 1)}<span class="cell-post">{escape(post.local_name)}</span>'
            for p, post in enumerate(board.out.posts)
        }
        self.says = {say: self._say(say, *words) for say, words in SAYS.items()}
        locked = escape(pgettext("cell of a plan", "locked"))
        self.lock = f'<span class="cell-lock">{icon("lock")}<span class="visually-hidden">{locked}</span></span>'
        self.nothing = f'<span class="visually-hidden">{escape(_("no post"))}</span>'

    @staticmethod
    def _say(say, sign, word):
        seen = ' class="visually-hidden"' if say in _QUIET else ""
        return f'<span class="cell-say"><i aria-hidden="true">{sign}</i><span{seen}>{escape(word)}</span></span>'

    def row(self, clerk: int) -> SafeString:
        """All cells of a person, as `td`s."""
        return mark_safe("".join(map(self.cell, self.board.row(clerk))))

    def cell(self, cell: BoardCell) -> str:
        """One of them: a link to all that can be done there."""
        post = cell.post.pk if cell.post else 0
        inner = self.posts[cell.number - 1] if cell.post else ("" if cell.say else self.nothing)
        says = self.says[cell.say] if cell.say else ""
        lock, note = (self.lock if cell.locked else ""), (" data-note" if cell.note else "")
        held = f' data-post="{post}"{" data-locked" if cell.locked else ""}{note}'
        where = f"{self.address}{cell.period.number}/{cell.user.pk}/"
        title = f' title="{escape(away_in_words(cell.away))}"' if cell.away else ""
        kind = f"cell say-{cell.say.value or 'nothing'}{'' if cell.post else ' is-empty'}"
        return f'<td><a class="{kind}" href="{where}"{title}{held}>{inner}{lock}{says}</a></td>'
