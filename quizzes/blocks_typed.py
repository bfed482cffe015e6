"""The editor's blocks of the kinds that are more than choosing: numbers, partners, orders, groups, gaps, sentences."""

import random
from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from .items import Item, plain
from .kinds import KindName, kind_of

ALL = _("all or nothing")
# How the fields of an entry stand in the editor: side by side, or alone without repeating the entry's name.
IN_A_ROW, ONE_FIELD = "struct-block in-a-row", "struct-block one-field"


class AskedBlock(blocks.StructBlock):
    """A way of answering that the chooser of blocks shows as a clerk sees it, with the question of `preview_stem`."""

    kind: ClassVar[str]
    preview_stem: ClassVar[str]

    def get_preview_context(self, value, parent_context=None):
        kind = kind_of(self.kind)
        item = Item(self.kind, self.preview_stem, plain(self.get_prep_value(value)))
        shown = kind.present(item, random.Random(0)).shown
        line = {
            "name": "q1",
            "position": 1,
            "kind": self.kind,
            "hint": kind.hint,
            "stem": self.preview_stem,
            "stem_is_in_the_fields": self.kind == "cloze",
            "template": kind.template,
            "widget": kind.widget(shown, {}),
        }
        return {**super().get_preview_context(value, parent_context), "line": line}

    class Meta:
        preview_template = "quizzes/typed_preview.html"


class AcceptedBlock(blocks.StructBlock):
    """A number that counts as right, or as partly right."""

    value = blocks.CharBlock(
        label=pgettext_lazy("answer of a question", "Number"),
        max_length=60,
        help_text=_("120, or from 118 to 125 as 118..125. Without the unit."),
    )
    tolerance = blocks.CharBlock(
        label=_("May be off by"),
        required=False,
        max_length=20,
        help_text=_("Empty: not at all. Otherwise 2, or a share such as 5%"),
    )
    weight = blocks.IntegerBlock(
        label=_("Worth (%)"),
        default=100,
        min_value=0,
        max_value=100,
        help_text=_("0 to say something to a usual mistake."),
    )
    feedback = blocks.CharBlock(label=_("Said to whoever answers so"), required=False, max_length=300)

    class Meta:
        icon = "check"
        label = _("accepted answer")
        form_classname = IN_A_ROW


class OtherUnitBlock(blocks.StructBlock):
    """Another unit in which the answer may be given."""

    unit = blocks.CharBlock(label=pgettext_lazy("of an amount", "Unit"), max_length=20)
    factor = blocks.CharBlock(
        label=_("Is so many of the unit above"),
        max_length=30,
        help_text=_("With kWh above: 0.001 for Wh, 1000 for MWh."),
    )

    class Meta:
        icon = "decimal"
        label = pgettext_lazy("of an amount", "unit")
        form_classname = IN_A_ROW


class NumericBlock(AskedBlock):
    """A number with a unit."""

    kind = "numeric"
    preview_stem = "浙江居民阶梯电价第一档到每年2760度为止。某户去年用了3000度，按第二档计价的是多少？"

    answers = blocks.ListBlock(
        AcceptedBlock(),
        label=_("Accepted answers"),
        min_num=1,
        max_num=10,
        help_text=_("Of several that fit the one worth most counts. 一百二十, １２０ and 1,200.5 are read as numbers."),
    )
    unit = blocks.CharBlock(
        label=pgettext_lazy("of an amount", "Unit"),
        required=False,
        max_length=20,
        help_text=_(
            "度, 元, kW … Other names of the same unit (kWh, 度, 千瓦时) are accepted without your listing them."
        ),
    )
    unit_required = blocks.BooleanBlock(
        label=_("the unit has to be given"),
        required=False,
        help_text=_("Otherwise it stands behind the field already."),
    )
    without_unit = blocks.IntegerBlock(
        label=_("Right number, wrong or missing unit: worth (%)"),
        default=0,
        min_value=0,
        max_value=100,
    )
    other_units = blocks.ListBlock(
        OtherUnitBlock(),
        label=_("Other units"),
        default=[],
        max_num=8,
        help_text=_("In which it may be answered too. Amounts such as 1.2万元 need no entry."),
    )

    class Meta:
        icon = "decimal"
        label = KindName.NUMERIC.label
        description = _("Something is worked out and typed; it may be off by a little, and have a unit.")
        form_layout = BlockGroup(
            [
                "answers",
                BlockGroup(
                    ["unit", "unit_required", "without_unit", "other_units"],
                    heading=pgettext_lazy("of an amount", "Unit"),
                    icon="decimal",
                ),
            ]
        )
        preview_value = {
            "answers": [{"value": "240", "tolerance": "", "weight": 100, "feedback": ""}],
            "unit": "度",
            "unit_required": False,
            "without_unit": 0,
            "other_units": [],
        }


class PairBlock(blocks.StructBlock):
    """Two that belong together."""

    left = blocks.CharBlock(label=_("Left"), max_length=120)
    right = blocks.CharBlock(label=_("Its partner"), max_length=120)

    class Meta:
        icon = "arrow-right"
        label = _("pair")
        form_classname = IN_A_ROW


class MatchingBlock(AskedBlock):
    """Two columns to be joined."""

    kind = "matching"
    preview_stem = "客户这样说，办的是哪项业务？"

    pairs = blocks.ListBlock(
        PairBlock(),
        label=_("Pairs"),
        min_num=2,
        max_num=10,
        help_text=_("Both sides are mixed when asked. The same partner may stand in several pairs."),
    )
    extra = blocks.TextBlock(
        label=_("Further right sides that belong to none, one a line"),
        required=False,
        max_length=500,
        rows=2,
        help_text=_("They keep the last pair from being found by leaving out the others."),
    )

    class Meta:
        icon = "link"
        label = KindName.MATCHING.label
        description = _("Each entry on the left is given its partner; every one found earns its share.")
        preview_value = {
            "pairs": [
                {"left": "“我刚买了这套二手房”", "right": "过户"},
                {"left": "“店里要加两台空调，怕跳闸”", "right": "增容"},
                {"left": "“新房还没有电表”", "right": "新装"},
            ],
            "extra": "销户",
        }


class StepBlock(blocks.StructBlock):
    """One step."""

    text = blocks.CharBlock(label=pgettext_lazy("of a piece of work", "Step"), max_length=160)

    class Meta:
        icon = "list-ol"
        label = pgettext_lazy("of a piece of work", "step")
        form_classname = ONE_FIELD


class OrderingBlock(AskedBlock):
    """Steps to be put in order."""

    kind = "ordering"
    preview_stem = "低压居民新装用电，按先后排好："

    steps = blocks.ListBlock(
        StepBlock(),
        label=_("Steps in the right order"),
        min_num=2,
        max_num=10,
        help_text=_("They are mixed when asked."),
    )
    marking = blocks.ChoiceBlock(
        label=_("Marking"),
        default="all",
        choices=[
            ("all", ALL),
            ("places", _("a share for each step at its place")),
            ("neighbours", _("a share for each step that directly follows the right one")),
        ],
        help_text=_("With the last, whoever is wrong about the first step alone loses little."),
    )

    class Meta:
        icon = "list-ol"
        label = KindName.ORDERING.label
        description = _("The steps of a piece of work are put into their order.")
        preview_value = {
            "steps": [{"text": "受理申请"}, {"text": "现场勘查"}, {"text": "装表接电"}],
            "marking": "all",
        }


class MemberBlock(blocks.StructBlock):
    """One entry of a group."""

    text = blocks.CharBlock(label=pgettext_lazy("of a group", "Entry"), max_length=120)

    class Meta:
        icon = "minus"
        label = pgettext_lazy("of a group", "entry")
        form_classname = ONE_FIELD


class CategoryBlock(blocks.StructBlock):
    """A group with what belongs to it."""

    name = blocks.CharBlock(label=_("Name of the group"), max_length=40)
    members = blocks.ListBlock(
        MemberBlock(),
        label=_("What belongs to it"),
        min_num=0,
        max_num=16,
        help_text=_("A group may stay empty: then nothing belongs there."),
    )

    class Meta:
        icon = "folder-open-inverse"
        label = pgettext_lazy("of entries", "group")


class CategoriseBlock(AskedBlock):
    """Entries to be sorted into groups."""

    kind = "categorise"
    preview_stem = "浙江居民峰谷电价：这些时刻用电，按哪一档计价？"

    categories = blocks.ListBlock(
        CategoryBlock(),
        label=_("Groups"),
        min_num=2,
        max_num=5,
        help_text=_("The entries are mixed when asked. Up to four groups with short names stand side by side."),
    )

    class Meta:
        icon = "folder-inverse"
        label = KindName.CATEGORISE.label
        description = _("Entries are sorted into two to five groups; every one in its place earns its share.")
        preview_value = {
            "categories": [
                {"name": "高峰", "members": [{"text": "上午9点"}, {"text": "晚上8点"}]},
                {"name": "低谷", "members": [{"text": "晚上11点"}, {"text": "早上6点"}]},
            ]
        }


class WordBlock(blocks.StructBlock):
    """A word to choose for a gap."""

    text = blocks.CharBlock(label=pgettext_lazy("of a gap", "Word"), max_length=60)
    right = blocks.BooleanBlock(label=_("right"), required=False)
    feedback = blocks.CharBlock(label=_("Said to whoever chooses it"), required=False, max_length=300)

    class Meta:
        icon = "minus"
        label = pgettext_lazy("of a gap", "word")
        form_classname = IN_A_ROW


class GapBlock(blocks.StructBlock):
    """One gap of a text."""

    options = blocks.ListBlock(WordBlock(), label=_("Words to choose from"), min_num=2, max_num=8)

    class Meta:
        icon = "ellipsis-v"
        label = _("gap")


class ClozeBlock(AskedBlock):
    """A text with a word to choose in each gap."""

    kind = "cloze"
    preview_stem = "客户递来证件，您____接过；找零要____，请客户当面点清。"

    gaps = blocks.ListBlock(
        GapBlock(),
        label=_("Gaps"),
        min_num=1,
        max_num=10,
        help_text=_("One entry for each ____ of the question, in order. The words are mixed when asked."),
    )

    class Meta:
        icon = "pilcrow"
        label = KindName.CLOZE.label
        description = _("The right word is chosen for every gap of a text.")
        preview_value = {
            "gaps": [
                {"options": [{"text": "双手", "right": True}, {"text": "单手", "right": False}]},
                {"options": [{"text": "唱收唱付", "right": True}, {"text": "放在台面上", "right": False}]},
            ]
        }


class BuildBlock(AskedBlock):
    """A sentence to be built."""

    kind = "build"
    preview_stem = "客户要等一会儿，请用这些词拼成一句服务用语。"

    sentences = blocks.TextBlock(
        label=_("Right sentences, one a line"),
        max_length=600,
        rows=3,
        help_text=_("Part the pieces by a slash: 请 / 您 / 稍等. A piece used twice is given twice."),
    )
    extra = blocks.TextBlock(
        label=_("Further pieces that do not belong there, one a line"), required=False, max_length=300, rows=2
    )

    class Meta:
        icon = "openquote"
        label = KindName.BUILD.label
        description = _("A sentence, Chinese or English, is put together from its pieces.")
        preview_value = {"sentences": "请您 / 稍等， / 我 / 马上 / 为您 / 查询。", "extra": "等一下"}
