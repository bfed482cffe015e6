"""Entries between the database and tables: what an import is held against, what it writes, and the export."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db.models.functions import Lower
from django.utils.translation import pgettext
from wagtail.log_actions import log
from wagtail.models import Revision, WorkflowState

from .entry_plan import NEW, Known, Surroundings, word
from .models import Choice, Scenario, Turn
from .readings import fitting, ipa_of, look_up, pinyin_of
from .sheets import CHOICE_FIELDS, FIELDS, MODELS, ROW, ROWS, TURN_FIELDS, columns

CHILDREN = {"turns": (Turn, TURN_FIELDS), "choices": (Choice, CHOICE_FIELDS)}
DRAFTED = {
    "phrase": {"pinyin": ("text", pinyin_of), "ipa": ("english", ipa_of)},
    "term": {"pinyin": ("name", pinyin_of)},
}


def surroundings(viewer, records):
    """What the entries of a file are held against when `viewer` imports it; a fixed number of queries."""
    keys = defaultdict(set)
    for record in records:
        keys[record.kind].add(record.key.lower())
    known = {}
    for kind in keys:
        known |= {(kind, key): entry for key, entry in _known(MODELS[kind], keys[kind]).items()}
    return Surroundings(
        known=known,
        scenarios=scenario_words(),
        may_add=frozenset(kind for kind in MODELS if viewer.has_perm(f"phrasebook.add_{kind}")),
        may_change=frozenset(kind for kind in MODELS if viewer.has_perm(f"phrasebook.change_{kind}")),
    )


def scenario_words():
    """{code, name or English name as they are compared: primary keys}; a code wins over a name."""
    words, every = defaultdict(list), list(Scenario.objects.all())
    for scenario in every:
        for name in {word(text) for text in (scenario.slug, scenario.name, scenario.name_en) if text}:
            words[name].append(scenario.pk)
    return dict(words) | {word(scenario.slug): [scenario.pk] for scenario in every}


def _known(model, keys):
    entries = list(
        model.objects.annotate(lower_key=Lower("key")).filter(lower_key__in=keys).select_related("latest_revision")
    )
    pks = [str(entry.pk) for entry in entries]
    kind = ContentType.objects.get_for_model(model)
    reviews = WorkflowState.objects.active().filter(base_content_type=kind, object_id__in=pks)
    scheduled = Revision.objects.filter(base_content_type=kind, object_id__in=pks, approved_go_live_at__isnull=False)
    busy = dict.fromkeys(scheduled.values_list("object_id", flat=True), "scheduled")
    busy |= dict.fromkeys(reviews.values_list("object_id", flat=True), "in-review")
    busy |= {str(entry.pk): "locked" for entry in entries if entry.locked}
    return {entry.lower_key: Known(entry.pk, newest(entry), busy.get(str(entry.pk), "")) for entry in entries}


def newest(entry):
    """The newest words of an entry, drafts included, as a file would say them; the scenario by its primary key."""
    kind = entry._meta.model_name
    content = entry.latest_revision.content if entry.latest_revision else entry.serializable_data()
    values = {name: content.get(name) for name in FIELDS[kind] if name != "key"}
    if kind == "dialogue":
        for name, (_model, fields) in CHILDREN.items():
            rows = sorted(content.get(name, []), key=lambda row: row.get("sort_order") or 0)
            values[name] = [{field: row.get(field) for field in fields} for row in rows]
    return values


# In


def write(steps, *, user, publish):
    """Write the new and changed entries as drafts; answers how many were published.

    `publish` are the kinds that may be. An entry somebody was changing already stays a draft: theirs is not ours to
    publish.
    """
    look_up(step.record.values.get("english", "") for step in steps)
    return sum(_write(step, user, step.record.kind in publish) for step in steps)


def _write(step, user, publish):
    model = MODELS[step.record.kind]
    entry = model(key=step.record.key, live=False) if step.outcome == NEW else _newest_of(model, step.pk)
    untouched = step.outcome == NEW or not entry.has_unpublished_changes
    for name, (_before, value) in step.changes.items():
        if name in CHILDREN:
            child = CHILDREN[name][0]
            setattr(entry, name, [child(sort_order=order, **row) for order, row in enumerate(value)])
        else:
            setattr(entry, "scenario_id" if name == "scenario" else name, value)
    _draft_readings(entry)
    if step.outcome == NEW:
        entry.full_clean()
        entry.save()
        log(entry, "wagtail.create", user=user)
    revision = entry.save_revision(user=user, log_action=step.outcome != NEW)
    if publish and untouched:
        revision.publish(user=user)
    return publish and untouched


def _newest_of(model, pk):
    return model.objects.get(pk=pk).get_latest_revision_as_object()


def _draft_readings(entry):
    for name, (source, draft) in DRAFTED.get(entry._meta.model_name, {}).items():
        if not getattr(entry, name):
            longest = entry._meta.get_field(name).max_length
            setattr(entry, name, fitting(draft(getattr(entry, source)), longest))


# Out


def rows_of(kind, entries):
    """Header and rows of entries as the import reads them back, in their newest words."""
    yield [str(column.label) for column in columns(kind).values()]
    scenarios = _scenario_names()
    for entry in entries:
        values = {"key": entry.key, **newest(entry)}
        values["scenario"] = scenarios.get(values["scenario"], "")
        if kind == "dialogue":
            values[ROW] = "dialogue"
        yield _cells(kind, values)
        for name, what in (("turns", "turn"), ("choices", "choice")):
            for row in values.get(name, []):
                yield _cells(kind, {"key": entry.key, ROW: what, **row})


def _scenario_names():
    """{primary key: the name in the reader's language, or the code where the name is not the scenario's alone}."""
    words = scenario_words()
    return {
        scenario.pk: scenario.local_name if words.get(word(scenario.local_name)) == [scenario.pk] else scenario.slug
        for scenario in Scenario.objects.all()
    }


def _cells(kind, values):
    return [_cell(column, values.get(name)) for name, column in columns(kind).items()]


def _cell(column, value):
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return pgettext("cell", "yes") if value else pgettext("cell", "no")
    options = dict(ROWS if column.field is None else column.field.choices or ())
    return str(options.get(value, value))
