"""Tables of a manager open in Excel: the same figures, names kept as text, and lists that can be read back."""

import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from people.tables import write_xlsx
from rotations.importing import start_import
from rotations.services import add_leave
from tests.factories import HallFactory, UserFactory

from .planned import DAY, MONDAY, NOW, Planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return Planned()


@pytest.fixture
def read(client, world):
    """`read("scores_xlsx", pk)` are the sheets as the manager of the hall gets them, by title."""
    with time_machine.travel(NOW, tick=False):
        client.force_login(world.boss)

        def run(name, *args, **asked):
            answer = client.get(reverse(f"rotations:{name}", args=args), asked)
            book = openpyxl.load_workbook(io.BytesIO(answer.content))
            assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
            return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets]

        yield run


def test_the_scores_of_a_plan_are_numbers_for_each_person_and_aim(world, read):
    world.clerks[0].full_name = "=龚䶮·𠮷"
    world.clerks[0].save()
    people, aims, _rules = read("scores_xlsx", world.draft([[2, 2], [0, None]]).pk)
    row = next(row for row in people if row[1] == "'=龚䶮·𠮷")
    assert row[0] == world.clerks[0].staff_number
    assert (row[2], row[5], row[6]) == (6, 2, 1)
    assert row[4] == row[2] - row[3]
    assert len(aims) == 6


def test_the_heat_map_says_how_many_each_post_can_lose(world, read):
    heat, _alone, depended = read("foresight_xlsx", world.draft([[0, 1]]).pk)
    assert [row[0] for row in heat[1:]] == [post.name for post in world.posts]
    assert heat[0][1] == f"1: {MONDAY.isoformat()}"
    # Three people who can stand everywhere, and three seats: nobody can be lost, and all are depended on.
    assert {cell for row in heat[1:] for cell in row[1:]} == {0}
    assert {row[1] for row in depended[1:]} == {one.full_name for one in world.clerks}


def test_days_off_come_as_the_import_reads_them_and_of_the_own_hall_alone(world, read):
    add_leave(user=world.clerks[0], first_day=MONDAY, last_day=MONDAY + DAY, by=world.boss)
    stranger = UserFactory(hall=HallFactory())
    add_leave(user=stranger, first_day=MONDAY, last_day=MONDAY, by=world.boss)
    (rows,) = read("leaves_xlsx")
    assert [row[0] for row in rows[1:]] == [world.clerks[0].staff_number]
    data = write_xlsx([[str(cell) for cell in row] for row in rows], "休假")
    facts = {"kind": "leaves", "hall": world.hall, "owner": world.boss, "file_name": "a.xlsx", "now": NOW}
    assert [row["outcome"] for row in start_import(data=data, most_bytes=10**6, **facts).rows] == ["unchanged"]


def test_the_stays_at_a_post_are_all_there_with_those_that_ended(world, read):
    world.plan([[0]])
    facts = {"made_by": world.boss, "made_at": NOW}
    post = world.posts[0]
    post.assignments.create(user=world.clerks[0], first_day=MONDAY - 40 * DAY, last_day=MONDAY - 30 * DAY, **facts)
    post.assignments.create(user=world.clerks[1], first_day=MONDAY, **facts)
    (rows,) = read("stays_xlsx", post.pk)
    assert [row[1] for row in rows[1:]] == [world.clerks[1].full_name, world.clerks[0].full_name]
    assert rows[1][4] is None
