"""No way of the query set leads round the rule that facts are written once."""

import datetime

import pytest

from core.append_only import FactChanged
from skills.models import Award
from tests.factories import UserFactory
from tests.skills.factories import SkillFactory, give

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 23)

WAYS = {
    "update": lambda facts: facts.update(level=4),
    "delete": lambda facts: facts.delete(),
    "bulk_update": lambda facts: facts.bulk_update(list(facts), ["level"]),
    "bulk_create": lambda facts: facts.bulk_create(
        list(facts), update_conflicts=True, unique_fields=["id"], update_fields=["level"]
    ),
    "update_or_create": lambda facts: facts.update_or_create(pk=facts.get().pk, defaults={"level": 4}),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_fact_is_neither_changed_nor_removed(way):
    give(UserFactory(), SkillFactory(), on=DAY)
    before = Award.objects.values().get()
    for facts in (Award.objects.all(), UserFactory._meta.model.objects.get().awards.all()):
        with pytest.raises(FactChanged):
            WAYS[way](facts)
    assert Award.objects.values().get() == before
