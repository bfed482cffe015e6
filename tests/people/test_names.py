"""Names and staff numbers: tidied without losing a code point, sorted and found by pinyin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.names import pinyin_key, search_key, tidy_email, tidy_name, tidy_staff_number

# The characters that make names hard: separators, blanks of all widths, full stops, rare Han, letters of elsewhere.
HARD = st.text(alphabet="张伟·•・．.‧ \u3000\t\u200b\ufeff\u200d阿买䶮𠮷𬘭古ÜñĞ-'A", max_size=30)
LAYOUT = set(" \u3000\t\u200b\ufeff·•・．.‧")


@given(HARD | st.text(max_size=40))
def test_tidying_twice_is_tidying_once(name):
    assert tidy_name(tidy_name(name)) == tidy_name(name)


@given(HARD)
def test_nothing_but_layout_and_separators_is_touched(name):
    assert [c for c in tidy_name(name) if c not in LAYOUT] == [c for c in name if c not in LAYOUT]


@pytest.mark.parametrize("name", ["䶮", "𠮷野", "苏𬘭", "王㛃", "李𣲗", "Ğüler Öz", "O'Brien-Smith Jr."])
def test_rare_characters_are_kept_code_point_for_code_point(name):
    assert tidy_name(f" {name}　") == name


@pytest.mark.parametrize(
    "written",
    [
        "阿卜杜热西提•买买提",
        "阿卜杜热西提.买买提",
        "阿卜杜热西提 · 买买提",
        "阿卜杜热西提・买买提",
        "阿卜杜热西提．买买提",
        "阿卜杜热西提··买买提",
    ],
)
def test_all_separators_of_minority_names_become_one(written):
    assert tidy_name(written) == "阿卜杜热西提·买买提"


@pytest.mark.parametrize(
    ("written", "name"), [("张　伟", "张伟"), (" 欧阳  修 ", "欧阳修"), ("Anna  Maria Wu", "Anna Maria Wu")]
)
def test_blanks_that_only_make_two_characters_as_wide_as_three_go(written, name):
    assert tidy_name(written) == name


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单雄信", "shan4 xiong2 xin4"),
        ("单于琼", "chan2 yu2 qiong2"),
        ("仇英", "qiu2 ying1"),
        ("曾国藩", "zeng1 guo2 fan1"),
        ("区寄", "ou1 ji4"),
        ("解缙", "xie4 jin4"),
        ("查良镛", "zha1 liang2 yong1"),
        ("尉迟恭", "yu4 chi2 gong1"),
        ("任正非", "ren2 zheng4 fei1"),
        ("李单", "li3 dan1"),
        ("解放·买买提", "jie3 fang4 · mai3 mai3 ti2"),
    ],
)
def test_surnames_are_read_as_surnames(name, key):
    assert pinyin_key(name) == key


def test_names_sort_as_in_a_telephone_list():
    names = ["赵云", "单雄信", "阿依古丽·买买提", "曾国藩", "Bob", "白居易"]
    assert sorted(names, key=pinyin_key) == ["阿依古丽·买买提", "白居易", "Bob", "单雄信", "曾国藩", "赵云"]


@given(st.text(max_size=60))
def test_keys_fit_their_columns_whatever_the_name(name):
    key = pinyin_key(name)
    assert len(key) <= 300
    assert len(search_key(key)) <= 400
    assert "\n" not in search_key(key)


def test_people_are_found_by_syllables_and_initials():
    assert search_key("zhang1 wei3") == "zhangwei zw"


@given(st.text(max_size=30))
def test_tidying_numbers_and_addresses_twice_is_tidying_once(text):
    assert tidy_staff_number(tidy_staff_number(text)) == tidy_staff_number(text)
    assert tidy_email(tidy_email(text)) == tidy_email(text)


def test_full_width_numbers_are_narrowed():
    assert tidy_staff_number("　Ａ－０１２３ ") == "A-0123"
