"""How long it takes to set a textbook of 200 entries on A5 and on A4.

    python bench/textbook.py [entries]

Every phrase has a code, pinyin and sounds, every sign a still, every dialogue ten turns and two choices; no database is
asked. Prints seconds of processor time, pages and kilobytes of each book.
"""

import io
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image

from courses.textbook import page_count, print_textbook
from courses.textbook_parts import Chapter, Choice, Dialogue, Phrase, Sign, Term, Textbook, Turn

ENTRIES = 200
HALL = "https://training.hall.example/phrasebook"


def picture(size):
    """A still as a camera makes it."""
    drawn = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(drawn, "JPEG", quality=85)
    return drawn.getvalue()


def phrase(number):
    return Phrase(
        key=f"p{number}",
        text=f"您好，请坐。请问您要办理第{number}项业务吗？",
        pinyin="nín hǎo, qǐng zuò. qǐngwèn nín yào bànlǐ shénme yèwù?",
        english=f"Hello. Please take a seat. How can I help you with matter {number} today?",
        ipa="/həˈləʊ. pliːz teɪk ə siːt. haʊ kən aɪ help juː/",
        when="客户来到窗口，抬头、微笑，先开口说这一句。",
        avoid="不说“What do you want?”，听上去像在盘问。",
        address=f"{HALL}/phrase/p{number}/",
    )


def sign(number, still):
    return Sign(f"s{number}", f"手语{number}", f"{HALL}/sign/s{number}/", f"sign {number}", "办理业务时", still=still)


def dialogue(number):
    turns = tuple(
        Turn("clerk" if turn % 2 else "customer", f"这是第{turn}句话，说的是电费。", "This is about the bill.")
        for turn in range(10)
    )
    choices = tuple(Choice(turn, "poor", "不归我管。", "把客户推走了。") for turn in (2, 4))
    return Dialogue(f"d{number}", f"对话{number}", f"{HALL}/dialogue/d{number}/", turns=turns, choices=choices)


def book(entries):
    """Ten chapters: of ten entries seven are phrases, the others a sign, a dialogue and a term."""
    still, chapters, size = picture((960, 720)), [], max(1, entries // 10)
    for first in range(0, entries, size):
        parts = []
        for number in range(first, min(first + size, entries)):
            kinds = [lambda n: sign(n, still), dialogue, lambda n: Term(f"t{n}", f"术语{n}", "按时段计价。")]
            place = number % 10
            parts.append(kinds[place](number) if place < len(kinds) else phrase(number))
        chapters.append(Chapter(f"第{len(chapters) + 1}组", tuple(parts), "Group"))
    terms = tuple(part for chapter in chapters for part in chapter.parts if isinstance(part, Term))
    return Textbook(
        "营业厅英语",
        "English at the Counter",
        "试验厅",
        "Bench hall",
        1,
        date(2026, 11, 25),
        "lesson",
        tuple(chapters),
        cover=picture((1600, 900)),
        terms=terms,
    )


def main(entries=ENTRIES):
    made = book(entries)
    for paper in ("a5", "a4"):
        begin = time.process_time()
        pdf = print_textbook(replace(made, paper=paper))
        spent = time.process_time() - begin
        print(f"{entries} entries on {paper}: {spent:5.2f} s, {page_count(pdf)} pages, {len(pdf) // 1024} kB")  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
