"""Names and staff numbers as people write, sort and search them."""

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

# Separators seen between the parts of minority names; all mean U+00B7.
_SEPARATORS = "\u30fb\u2022\u2027\u2219\u22c5\u25cf\uff0e\uff65\u16eb\u00b7"
_BETWEEN = re.compile(rf"(?:\s*[{re.escape(_SEPARATORS)}]\s*)+")
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_FULL_STOP_BETWEEN = re.compile(rf"(?<=[{_HAN}])\s*\.\s*(?=[{_HAN}])")
_LAYOUT_BLANK = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
# Left behind by web pages and byte order marks. The joiners U+200C and U+200D are letters' business and stay.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")

# A surname is often read otherwise than the same character in a word. The commonest reading; it can be corrected.
_SURNAMES = {
    "单": "shan4", "仇": "qiu2", "曾": "zeng1", "区": "ou1", "解": "xie4", "查": "zha1", "任": "ren2", "朴": "piao2",
    "盖": "ge3", "员": "yun4", "缪": "miao4", "翟": "zhai2", "折": "she2", "种": "chong2", "秘": "bi4", "覃": "qin2",
    "召": "shao4", "燕": "yan1", "纪": "ji3", "卜": "bu3", "幺": "yao1", "黑": "he4", "句": "gou1", "祭": "zhai4",
    "乜": "nie4", "都": "du1", "繁": "po2", "洗": "xian3", "冼": "xian3", "过": "guo1", "应": "ying1", "那": "na1",
    "乐": "yue4", "尹": "yin3", "葛": "ge3", "车": "che1", "石": "shi2", "华": "hua4", "宿": "su4", "会": "gui4",
    "仉": "zhang3", "佴": "nai4", "郇": "xun2", "谌": "chen2", "隗": "wei3", "牟": "mu4", "哈": "ha3", "牛": "niu2",
    "尉迟": "yu4 chi2", "万俟": "mo4 qi2", "长孙": "zhang3 sun1", "令狐": "ling2 hu2", "澹台": "tan2 tai2",
    "单于": "chan2 yu2", "鲜于": "xian1 yu2", "宇文": "yu3 wen2", "乐正": "yue4 zheng4", "相里": "xiang4 li3",
}  # fmt: skip
# Only the shape of a Han name has a surname in front: 解放 with a · behind it is the part of another name.
_HAN_NAME = re.compile(rf"[{_HAN}]{{1,4}}")


def tidy_name(name):
    """The name with its separators as · (U+00B7) and without blanks that are only layout; other code points are kept.

    Layout is: around the name, doubled, invisible, or between two Chinese characters (张　伟). An ASCII full stop
    between two Chinese characters is a separator too (阿卜杜热西提.买买提), elsewhere it stays.
    """
    name = _FULL_STOP_BETWEEN.sub("·", _INVISIBLE.sub("", name).strip())
    name = _LAYOUT_BLANK.sub("", _BETWEEN.sub("·", name))
    return re.sub(r"\s+", " ", name).strip()


def pinyin_key(name):
    """A key that sorts names as a Chinese telephone list does; surnames with several readings are a draft to correct.

    At most 300 characters: syllables with their tones, separated by blanks (单雄信 → "shan4 xiong2 xin4").
    """
    surname = _surname(name)
    rest = lazy_pinyin(name[len(surname) :], style=Style.TONE3, neutral_tone_with_five=True)
    return " ".join([*_SURNAMES.get(surname, "").split(), *rest]).lower()[:300]


def _surname(name):
    """The known surname in front of a Han name, the compound before the single; "" when there is none."""
    if _HAN_NAME.fullmatch(name):
        for length in (2, 1):
            if name[:length] in _SURNAMES:
                return name[:length]
    return ""


def search_key(key):
    """What somebody may type for a name with this pinyin key: all syllables and all initials ("zhangwei zw")."""
    syllables = re.findall(r"[^\W\d_]+", key)
    return f"{''.join(syllables)} {''.join(syllable[0] for syllable in syllables)}"[:400].strip()


def tidy_staff_number(number):
    """The staff number in half-width characters, without surrounding and invisible blanks."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", number)).strip()


def tidy_email(email):
    """The e-mail address in half-width lower case, without surrounding and invisible blanks."""
    return tidy_staff_number(email).lower()
