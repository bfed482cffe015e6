"""How long a bank of 2,000 questions takes from the file into the bank, checked row by row.

    python bench/question_import.py [rows] [questions there already]

Makes a scratch database (SQLite beside the temporary files, or the test database of DATABASE_URL), a bank of questions
that are there already, and a workbook from a fixed seed: four kinds, four options in columns, one row in fifty refused.
Prints, for looking at the file, checking it, writing it, and indexing what it uses: seconds of processor time and by
the clock, queries, and how long the one transaction is that other writers wait for. The database is thrown away.
"""

import io
import os
import random
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "training.settings.test"

ROWS, THERE = 2_000, 2_000
HEAD = ["题型", "题目内容", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "难度", "知识点"]
WORDS = """
电费 电价 电表 客户 窗口 受理 过户 更名 新装 增容 暂停 欠费 催缴 抄表 校验 发票 合同 报修 抢修 投诉 回访
"""


def workbook(rows):
    """The bytes of a bank as people keep it."""
    import openpyxl

    chance = random.Random(1)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("题库")
    sheet.append(["营业厅岗位题库"])
    sheet.append(HEAD)
    for number in range(rows):
        sheet.append(_row(number, chance))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(number, chance):
    words = "".join(chance.choices(WORDS.split(), k=8))
    stem, beside = (
        f"{number + 1}、关于{words}的说法，哪一项符合规定？",
        [f"依据第{number}条办理。", "中", f"第{number % 12}章"],
    )
    options = [f"{chance.choice(WORDS.split())}{letter}{number}" for letter in "甲乙丙丁"]
    answer = "E" if number % 50 == 49 else chance.choice("ABCD")
    if number % 4 == 1:
        return ["多选题", stem, *options, "".join(sorted(chance.sample("ABCD", 3))), *beside]
    if number % 4 == 2:
        return ["判断题", stem, "", "", "", "", chance.choice("√×"), *beside]
    if number % 4 == 3 and number % 50 != 49:
        return ["填空题", f"{stem}（ ）", "", "", "", "", str(number), *beside]
    return ["单选题", stem, *options, answer, *beside]


def fill(count):
    """Questions that are there already."""
    from django.utils import timezone

    from quizzes.bank_bulk import Entry, prepare, write
    from quizzes.items import choice
    from tests.factories import UserFactory

    options = [("甲", True), ("乙", False), ("丙", False), ("丁", False)]
    entries = [Entry(f"old-{n}", "旧题", choice("single", f"旧题第{n}道", options, "旧")) for n in range(count)]
    prepare(entries, lambda _done: None)
    write(entries, user=UserFactory(), publish=True, now=timezone.now())


@contextmanager
def measured(name):
    from django.db import connection

    asked = []

    def count(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    clock, processor = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        yield
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    print(f"{name:<28}{processor:>8.2f} s processor {clock:>8.2f} s clock {len(asked):>7} queries")  # noqa: T201


def run(rows):
    from django.conf import settings
    from django.utils import timezone

    from people.roles import Role
    from quizzes import bank_bulk, import_work, imports
    from quizzes.models import Question
    from tests.factories import UserFactory

    owner, data, held = UserFactory(roles=[Role.CHIEF_TRAINER]), workbook(rows), []
    written, indexed = bank_bulk.write, bank_bulk.index_references
    print(f"{rows} rows, {len(data) / 1024:.0f} kB; {Question.objects.count()} questions are there already")  # noqa: T201
    begun = time.perf_counter()
    with measured("looking at the file"):
        kept = imports.start_import(
            owner=owner,
            file_name="题库.xlsx",
            data=data,
            language="zh-hans",
            most_bytes=settings.IMPORT_MAX_BYTES,
            now=timezone.now(),
        )
    imports.ask_to_check(kept=kept, now=timezone.now())
    with measured("checking every row"):
        import_work.work_on(kept=import_work.take(import_pk=kept.pk, now=timezone.now()), clock=timezone.now)
    kept.refresh_from_db()
    imports.ask_to_apply(kept=kept, duplicates="skip", publish=True, now=timezone.now())

    def held_write(*arguments, **more):
        start = time.perf_counter()
        try:
            return written(*arguments, **more)
        finally:
            held.append(time.perf_counter() - start)

    def index(questions):
        with measured("  of it, telling what is used"):
            indexed(questions)

    bank_bulk.write, bank_bulk.index_references = held_write, index
    with measured("writing the questions"):
        import_work.work_on(kept=import_work.take(import_pk=kept.pk, now=timezone.now()), clock=timezone.now)
    kept.refresh_from_db()
    outcomes = list(kept.rows.questions().values_list("outcome", flat=True))
    print(f"other writers wait           {held[0]:>8.2f} s")  # noqa: T201
    print(f"all together                 {time.perf_counter() - begun:>8.2f} s")  # noqa: T201
    print(f"{kept.state}: {outcomes.count('added')} imported + {outcomes.count('')} refused = {len(outcomes)}")  # noqa: T201


def main():
    rows, there = (int(given) for given in (*sys.argv[1:3], *(str(ROWS), str(THERE))[len(sys.argv[1:3]) :]))
    with TemporaryDirectory() as folder:
        os.environ["TEST_DATABASE"] = str(Path(folder) / "bench.sqlite3")
        os.environ["MEDIA_ROOT"] = folder
        import django

        django.setup()
        import logging

        from django.db import connection
        from django.test.utils import setup_test_environment

        logging.disable(logging.INFO)
        setup_test_environment()
        connection.creation.create_test_db(verbosity=0)
        try:
            fill(there)
            run(rows)
        finally:
            connection.creation.destroy_test_db(str(connection.settings_dict["NAME"]), verbosity=0)


if __name__ == "__main__":
    main()
