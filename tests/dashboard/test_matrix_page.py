"""The page of the matrix: rows, filters, days, cells, thin places, and what is downloaded."""

import datetime
import io

import openpyxl
import pypdf
import pytest
from django.urls import reverse

from people.roles import Role
from rotations.services import set_minimum
from skills.models import Level
from skills.profile import State
from tests.e2e.quality import assert_valid_html
from tests.factories import HallFactory, UserFactory
from tests.rotations.factories import LeaveFactory, PostFactory

from .factories import TODAY, hold, make_skills, teach

DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)


def text_of(client, query="", path="/hall/matrix/", **headers):
    response = client.get(path + query, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def body_of(client, query=""):
    text = text_of(client, query)
    return text.split("<tbody>")[-1].split("</tbody>")[0] if "<tbody>" in text else ""


def sheet_of(client, query=""):
    response = client.get(f"/hall/matrix.xlsx{query}")
    assert response.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    return [list(row) for row in sheet.iter_rows()]


def order_of(body, *people):
    return sorted(people, key=lambda person: body.index(f">{person.full_name}</a>"))


def test_every_cell_says_level_state_and_day_in_words_and_names_what_is_behind_it(manager, person):
    skills = make_skills(3)
    one = person()
    hold(one, skills[0], "valid")
    hold(one, skills[1], "grace")
    body = body_of(manager)
    assert f"<button class=v name=c value={one.pk}.{skills[0].pk}>持证<i>2027-09-30</i></button>" in body
    assert f"<button class=g name=c value={one.pk}.{skills[1].pk}>持证<i>宽限至 2026-12-09</i></button>" in body
    assert "<td>—</td>" in body
    assert f"{one.pk}.{skills[2].pk}" not in body


def test_a_cell_opens_what_since_until_and_by_which_evidence(manager, person):
    skill, never = make_skills(2)
    one = person()
    award = hold(one, skill, "grace")
    text = text_of(manager, f"?c={one.pk}.{skill.pk}&on=2026-11-23", "/hall/matrix/cell/")
    assert_valid_html(text)
    for said in (
        one.full_name,
        "宽限",
        award.certificate.number,
        reverse("skills:certificate", args=[award.certificate.number]),
    ):
        assert said in text
    course = teach(never)
    text = text_of(manager, f"?c={one.pk}.{never.pk}", "/hall/matrix/cell/")
    assert "从未取得" in text
    assert course.title in text


def test_a_cell_of_a_post_opens_the_reasons_and_the_way_to_a_yes(manager, person, hall):
    (skill,) = make_skills(1)
    course, one = teach(skill), person()
    post = PostFactory(hall=hall, needs=[(skill, Level.ABLE)])
    assert f"<button class=x name=p value={one.pk}.{post.pk}>不能上岗<i>{skill.name}：从未" in body_of(
        manager, "?view=posts"
    )
    text = text_of(manager, f"?p={one.pk}.{post.pk}", "/hall/matrix/cell/")
    assert_valid_html(text)
    assert course.title in text


def test_what_is_behind_the_cells_of_another_hall_is_not_found(manager, person):
    (skill,) = make_skills(1)
    stranger, post = UserFactory(), PostFactory()
    assert manager.get(f"/hall/matrix/cell/?c={stranger.pk}.{skill.pk}").status_code == 404
    assert manager.get(f"/hall/matrix/cell/?p={person().pk}.{post.pk}").status_code == 404
    assert manager.get(f"/hall/matrix/cell/?c={person().pk}.{skill.pk + 99}").status_code == 404


def test_a_manager_sees_the_own_hall_alone(manager, person):
    make_skills(1)
    person(full_name="本厅甲"), UserFactory(full_name="外厅乙")
    body = body_of(manager)
    assert "本厅甲" in body
    assert "外厅乙" not in body
    assert manager.get("/hall/matrix/", {"hall": HallFactory().code}).status_code == 403
    assert manager.get("/hall/matrix.pdf", {"hall": "nowhere"}).status_code == 404


@pytest.mark.parametrize("q", ["单春燕", "春燕", "shanchunyan", "scy", "0042"])
def test_people_are_found_by_name_pinyin_initials_and_staff_number(manager, person, q):
    make_skills(1)
    person(full_name="单春燕", name_pinyin="shan4 chun1 yan4", staff_number="0042")
    person(full_name="吴敏")
    body = body_of(manager, f"?q={q}")
    assert "单春燕" in body
    assert "吴敏" not in body


def test_state_and_level_must_be_those_of_one_cell(manager, person):
    skills = make_skills(2)
    both, apart = person(full_name="两样同格"), person(full_name="分在两格")
    hold(both, skills[0], "grace", Level.CERTIFIED)
    hold(apart, skills[0], "grace", Level.AWARE)
    hold(apart, skills[1], "valid", Level.COACH)
    body = body_of(manager, "?state=grace&level=3")
    assert "两样同格" in body
    assert "分在两格" not in body
    assert "分在两格" in body_of(manager, f"?skill={skills[1].slug}&level=4")
    assert "两样同格" not in body_of(manager, f"?skill={skills[1].slug}&level=1")


def test_a_post_leaves_the_skills_it_asks_for_and_a_skill_the_posts_that_ask_for_it(manager, person, hall):
    skills = make_skills(3)
    person()
    post = PostFactory(hall=hall, needs=[(skills[0], 2), (skills[2], 1)])
    other = PostFactory(hall=hall, needs=[(skills[1], 2)])
    head = text_of(manager, f"?post={post.pk}").split("<thead>")[1].split("</thead>")[0]
    assert [skill.name in head for skill in skills] == [True, False, True]
    head = text_of(manager, f"?view=posts&skill={skills[1].slug}").split("<thead>")[1].split("</thead>")[0]
    assert other.name in head
    assert post.name not in head


def test_people_are_chosen_by_role_and_by_answer(manager, person, hall):
    (skill,) = make_skills(1)
    able, unable, trainer = (
        person(full_name="能上岗"),
        person(full_name="还不行"),
        person(Role.TRAINER, full_name="培训师甲"),
    )
    hold(able, skill)
    post = PostFactory(hall=hall, needs=[(skill, 2)])
    body = body_of(manager, f"?view=posts&post={post.pk}&answer=yes")
    assert able.full_name in body
    assert unable.full_name not in body
    assert trainer.full_name not in body_of(manager)
    assert trainer.full_name in body_of(manager, "?role=all")
    assert able.full_name not in body_of(manager, "?role=trainer")


def test_what_ends_next_comes_first_when_asked(manager, person):
    (skill,) = make_skills(1)
    states = {"expired": "甲一", "valid": "乙二", "grace": "丙三", "renewal": "丁四"}
    people = {state: person(full_name=name) for state, name in states.items()}
    for state, one in people.items():
        hold(one, skill, state)
    found = order_of(body_of(manager, "?sort=ends"), *people.values())
    assert found == [people["grace"], people["renewal"], people["valid"], people["expired"]]


def test_the_slider_counts_only_when_it_was_moved(manager, person):
    (skill,) = make_skills(1)
    hold(person(), skill, "valid")
    asked = "截至 2027年5月23日"
    assert asked in text_of(manager, "?on=2026-11-23&months=6&shown=0")
    assert asked not in text_of(manager, "?on=2026-11-23&months=6&shown=6")
    assert "2027年2月10日" in text_of(manager, "?on=2027-02-10&months=3&shown=3")
    assert "已过期" in body_of(manager, "?on=2026-11-23&months=12&shown=0")


@pytest.mark.parametrize("nonsense", ["2026-13-40", "tomorrow", "0000-00-00", "9999-12-31", "0001-01-01"])
def test_a_day_that_is_none_is_kept_and_answered_with_today(manager, person, nonsense):
    hold(person(), make_skills(1)[0])
    text = text_of(manager, f"?on={nonsense}")
    assert f'value="{nonsense}"' in text
    assert "今日 11月23日" in text


def test_senseless_filters_are_not_obeyed(manager, person):
    make_skills(1)
    one = person()
    assert one.full_name in text_of(
        manager, "?skill=nothing&state=odd&page=99&post=x&level=9&role=king&sort=up&months=x"
    )


def test_a_filter_that_finds_nobody_offers_the_way_back(manager, person):
    make_skills(1)
    person()
    text = text_of(manager, "?q=没有这个人")
    assert "没有符合条件的人" in text
    assert "显示全部" in text


def test_what_is_missing_is_explained(manager, person, hall):
    assert "还没有设立技能" in text_of(manager)
    make_skills(1)
    assert "还没有岗位" in text_of(manager, "?view=posts")
    assert "没有在岗人员" in text_of(manager)
    assert manager.get("/hall/matrix.pdf").content.startswith(b"%PDF")


def test_fifty_people_are_a_page_whatever_is_filtered(manager, person):
    (skill,) = make_skills(1)
    for _ in range(51):
        hold(person(), skill)
    for query in ("?", "?state=valid", "?sort=ends", "?view=posts"):
        if query == "?view=posts":
            PostFactory(hall=skill and person().hall)
        assert body_of(manager, query).count("<tr>") == 50
        assert body_of(manager, f"{query}&page=2").count("<tr>") in (1, 2)


# ---- thin places ----


def alarms_of(client, query=""):
    text = text_of(client, query)
    return text.split('class="alarms')[1].split("</details>")[0] if 'class="alarms"' in text else ""


def test_a_skill_that_one_person_holds_names_that_person(manager, person):
    (skill,) = make_skills(1)
    one, other = person(full_name="王芳"), person()
    hold(one, skill)
    assert "只有王芳" in alarms_of(manager)
    assert f"skill={skill.slug}&amp;level=1" in alarms_of(manager)
    hold(other, skill)
    assert alarms_of(manager) == ""


def test_a_skill_below_its_minimum_says_how_many_there_are_now_and_on_that_day(manager, person, hall):
    (skill,) = make_skills(1)
    for state in ("valid", "valid", "grace"):
        hold(person(), skill, state)
    set_minimum(hall=hall, skill=skill, level=Level.ABLE, people=3, by=person(Role.MANAGER))
    assert alarms_of(manager) == ""
    assert "今天3 人，12月10日 周四 2 人，要求 3 人" in alarms_of(manager, "?on=2026-12-10")


def test_a_day_that_has_passed_is_named_as_such_and_today_stays_today(manager, person, hall):
    (skill,) = make_skills(1)
    hold(person(hired_on=datetime.date(2026, 11, 2)), skill)
    hold(person(full_name="王芳"), skill)
    set_minimum(hall=hall, skill=skill, level=Level.ABLE, people=2, by=person(Role.MANAGER))
    assert alarms_of(manager) == ""
    assert "今天2 人，11月1日 周日 只有王芳" in alarms_of(manager, "?on=2026-11-01")


def test_a_post_short_of_people_who_are_not_on_leave_is_a_thin_place(manager, person, hall):
    (skill,) = make_skills(1)
    people = [person(), person(), person()]
    for one in people:
        hold(one, skill)
    post = PostFactory(hall=hall, seats=3, needs=[(skill, 2)])
    assert alarms_of(manager) == ""
    LeaveFactory(user=people[0], first_day=TODAY, last_day=TODAY)
    found = alarms_of(manager)
    assert f"post={post.pk}&amp;" in found
    assert "2 人，要求 3 人" in found


# ---- files ----


def test_the_sheet_holds_what_the_filter_leaves_and_everybody_of_it(manager, person):
    skills = make_skills(2)
    people = [person(staff_number=f"{number:05d}") for number in range(53)]
    hold(people[7], skills[1], "grace")
    assert len(sheet_of(manager)) == 54
    head, row = sheet_of(manager, f"?skill={skills[1].slug}&state=grace")
    said = [cell.value for cell in row]
    assert said == ["00007", people[7].full_name, Level.CERTIFIED.label, State.GRACE.label, "2026-12-09"]
    assert head[2].value == f"{skills[1].name}·等级"


def test_the_sheet_of_posts_holds_answers_and_reasons(manager, person, hall):
    (skill,) = make_skills(1)
    person()
    PostFactory(hall=hall, needs=[(skill, 2)])
    _head, row = sheet_of(manager, "?view=posts")
    assert row[2].value == "不能上岗"
    assert skill.name in row[3].value


def test_no_cell_of_the_sheet_can_be_taken_for_a_formula(manager, person):
    make_skills(1)
    person(full_name="=1+1")
    name = sheet_of(manager)[1][1]
    assert name.data_type == "s"
    assert not name.value.startswith("=")


def test_the_pdf_is_landscape_a3_with_its_heads_on_every_page_and_prints_rare_names(manager, person):
    skill, _other = make_skills(2)
    for number in range(70):
        hold(person(full_name="龚䶮" if number == 3 else f"人员{number}"), skill)
    response = manager.get("/hall/matrix.pdf")
    assert response["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    assert len(pages) > 1
    width, height = (float(side) / 72 * 25.4 for side in pages[0].mediabox[2:])
    assert (round(width), round(height)) == (420, 297)
    # Between Chinese and digits the compositor sets a little space.
    texts = ["".join(page.extract_text().split()) for page in pages]
    assert all(skill.name in text and "技能矩阵" in text for text in texts)
    assert "龚䶮" in "".join(texts)
    assert "27-09-30" in texts[0]


def test_the_pages_ask_as_much_for_many_as_for_one(manager, person, hall, count_queries):
    skills = make_skills(3)
    addresses = [
        "/hall/matrix/",
        "/hall/matrix/?view=posts",
        "/hall/matrix/?state=grace",
        "/hall/matrix/?on=2027-01-01",
    ]
    addresses += ["/hall/cover/", f"/hall/train/?skill={skills[0].slug}&level=3"]

    def grow(count):
        for number in range(count):
            one = person()
            for skill, state in zip(skills, ("valid", "grace", "expired"), strict=True):
                hold(one, skill, state)
            PostFactory(hall=hall, order=number, needs=[(skills[number % 3], 2)])

    grow(2)
    few = [count_queries(address) for address in addresses]
    grow(20)
    many = [count_queries(address) for address in addresses]
    assert all(more <= less for less, more in zip(few, many, strict=True)), (few, many)


def test_fifty_people_and_forty_skills_weigh_at_most_150_kilobytes(manager, person):
    skills = make_skills(40)
    for _ in range(50):
        one = person()
        for skill in skills[:20]:
            hold(one, skill, "renewal")
    assert len(manager.get("/hall/matrix/").content) <= 150_000
