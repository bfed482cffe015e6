"""What notices say to one reader: the hall's own words where it has some, names where managers are told of people."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from .kinds import Kind, Words, kinds, values_of, words
from .models import Notice, NoticeTemplate

MOST_NAMES = 3


@dataclass
class OwnWords:
    """The hall's own words, asked for once in each language by whoever words many things at one time."""

    read: dict[str, dict[str, NoticeTemplate]] = field(default_factory=dict)

    def of(self, language: str) -> dict[str, NoticeTemplate]:
        """By the kind of notice."""
        if language not in self.read:
            self.read[language] = {row.kind: row for row in NoticeTemplate.objects.filter(language=language)}
        return self.read[language]


@dataclass
class Wording:
    """Says many notices in one language as of a day; two queries at most, however many there are."""

    notices: list[Notice]
    language: str
    today: date
    own: OwnWords = field(default_factory=OwnWords)
    said: dict[int, Words] = field(default_factory=dict)

    def of(self, notice: Notice) -> Words:
        """The words of one; of a kind this version knows nothing of it says so kindly."""
        if notice.pk not in self.said:
            self.said[notice.pk] = self._worded(notice)
        return self.said[notice.pk]

    def _worded(self, notice):
        kind = kinds().get(notice.kind)
        with override(self.language):
            if kind is None:
                return Words(_("A notice of an older version"), _("Its words are no longer kept."))
            own = self.own.of(self.language).get(notice.kind)
            values = values_of(kind, notice.params, self.today, names=self._names(notice))
            return words(kind, values, own.title if own else "", own.sentence if own else "")

    def about(self, notice: Notice) -> list[Notice]:
        """The notices to colleagues that a line to their manager speaks of, with their recipients."""
        return [found for pk in notice.params.get("about", ()) if (found := self._told_of.get(pk))]

    @cached_property
    def _told_of(self):
        wanted = {pk for notice in self.notices for pk in notice.params.get("about", ())}
        if not wanted:
            return {}
        return {row.pk: row for row in Notice.objects.filter(pk__in=wanted).select_related("recipient")}

    def _names(self, notice):
        people = {row.recipient_id: row.recipient.full_name for row in self.about(notice)}
        return names_in_words(list(people.values()))


def names_in_words(names: list[str]) -> str:
    """The first three names, and how many more: "张三、李四、王五等 12 人"."""
    shown = pgettext("between the words of a list", ", ").join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    if more <= 0:
        return shown
    return _("%(names)s and %(more)d more (%(count)d in all)") % {"names": shown, "more": more, "count": len(names)}


def example(kind: Kind, today: date, title: str = "", sentence: str = "") -> Words:
    """What a kind would say of its example, for whoever edits its words, in the active language."""
    names = names_in_words([_("Li Fang"), _("Wang Lei"), _("Chen Jing"), *["…"] * 9])
    return words(kind, values_of(kind, kind.example, today, names), title, sentence)
