"""The pictures that questions of the demonstration point at: drawn by tools/pictures."""

from django.core.files.images import ImageFile

from core.models import Picture

from . import source

ALT = {
    "bill": "一张电费账单的样张，从上到下：户号、账期、户名、抄表日期、用电地址、示数和用电量、本月电费、缴费截止日、服务热线。"
}
TITLES = {"bill": "电费账单（样张）"}


def picture(name, author):
    """The picture of that name; two questions about one picture share it."""
    found = Picture.objects.filter(title=TITLES[name]).first()
    if found:
        return found
    with (source.PICTURES / f"{name}.webp").open("rb") as file:
        made = Picture(
            title=TITLES[name],
            alt_text=ALT[name],
            credit="星窗",
            file=ImageFile(file, name=f"{name}.webp"),
            uploaded_by_user=author,
        )
        made.save()
    return made
