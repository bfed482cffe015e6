"""A copy of an entry for its author to change: never saved from here."""

from django.db.models import QuerySet
from modelcluster.models import get_all_child_relations

from .models import Entry, Phrase, Sign
from .models.phrases import SPOKEN

# What belongs to the words, the film or the people of the original alone.
LEFT_BEHIND = {
    Phrase: {**dict.fromkeys(SPOKEN), "readings_checked": False},
    Sign: {
        "status": Sign.Status.TO_FILM,
        **dict.fromkeys(["clip", "second_clip", "consent_on", "reviewed_on"]),
        "signer": "",
        "reviewer": "",
    },
}
# What Wagtail keeps about the life of the original.
OF_ITS_LIFE = {
    **dict.fromkeys(["live", "locked"], False),
    **dict.fromkeys(["pk", "locked_at", "locked_by", "latest_revision", "live_revision"]),
    **dict.fromkeys(["first_published_at", "last_published_at", "go_live_at", "expire_at"]),
}


def fresh_copy(entry: Entry) -> Entry:
    """The newest words of the entry under a free key, with its turns and choices, as something new."""
    data = entry.get_latest_revision_as_object().serializable_data()
    for relation in get_all_child_relations(type(entry)):
        name = relation.get_accessor_name()
        data[name] = [{**row, "pk": None} for row in data.get(name, [])]
    data |= {name: value for name, value in OF_ITS_LIFE.items() if name in data}
    data |= {"search_key": "", "key": free_key(type(entry)._base_manager.all(), entry.key)}
    data |= LEFT_BEHIND.get(type(entry), {})
    return type(entry).from_serializable_data(data, check_fks=False)


def free_key(entries: QuerySet, key: str) -> str:
    """The first of key-2, key-3 and so on that no entry has."""
    longest = entries.model._meta.get_field("key").max_length
    stem = key[: longest - 5]
    taken = set(entries.filter(key__startswith=stem).values_list("key", flat=True))
    return next(name for number in range(2, 10_000) if (name := f"{stem}-{number}") not in taken)
