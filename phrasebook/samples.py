"""One entry of each kind for the block previews of the editor. They are never saved."""

from .models import Dialogue, Phrase, Sign, Term, Turn


def phrase():
    """A phrase with every field filled."""
    return Phrase(
        key="sample",
        text="您好，请坐。请问您要办理什么业务？",
        pinyin="nín hǎo, qǐng zuò. qǐngwèn nín yào bànlǐ shénme yèwù?",
        english="Good morning, please have a seat. What can I do for you today?",
        when="客户走到窗口时，先抬头看客户，再开口。",
        avoid="不要低头问“办什么？”",
    )


def sign():
    """A sign that is still to be filmed, as most are when a hall begins."""
    return Sign(key="sample", meaning="电费", meaning_en="electricity bill", usage="客户来缴费或查询电费时。")


def dialogue():
    """A dialogue of two turns."""
    turns = [
        Turn(role=Turn.Role.CUSTOMER, text="我想交这个月的电费。", english="I'd like to pay this month's bill."),
        Turn(role=Turn.Role.CLERK, text="好的，请告诉我户号。", english="Certainly. May I have your account number?"),
    ]
    return Dialogue(key="sample", title="缴费", title_en="Paying a bill", turns=turns)


def term():
    """A term with both explanations."""
    return Term(
        key="sample",
        name="峰谷电价",
        name_en="peak and off-peak tariff",
        pinyin="fēnggǔ diànjià",
        explanation="一天分成高峰和低谷两段，低谷时段用电更便宜。",
        explanation_en="The day is divided into peak and off-peak hours; electricity costs less in the off-peak hours.",
    )
