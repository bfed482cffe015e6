"""How long the hall takes to answer one letter more in the search box of the phrasebook, with 5,000 entries.

    python bench/phrasebook_search.py [entries] [times]

Makes a scratch database (SQLite beside the temporary files, or the test database of DATABASE_URL), fills it from a
fixed seed with sentences of words drawn at random, which is harder than a real phrasebook, where sentences resemble
each other. Prints, for each kind of query, the whole request through every middleware to the rendered fragment:
median and 95th percentile in milliseconds, of processor time and by the clock; then what the first request after a
publication costs, and the size of the file for the time without a network. The database is thrown away.
"""

import random
import statistics
import sys
import time

from scratch import in_scratch_database

ENTRIES, TIMES = 5_000, 25
QUERIES = [
    ("one letter", "d"),
    ("Chinese", "电费"),
    ("Chinese, words in another order", "余额电费"),
    ("pinyin", "dianfei"),
    ("pinyin with tones", "diàn4fei4"),
    ("initials", "df"),
    ("English, two words", "pay bill"),
    ("a slip in pinyin", "dinafei"),
    ("a confused sound", "zangdanyue"),
    ("a slip in English", "elecrticty"),
    ("two slips in a long word", "chaxundianfeuyeu"),
    ("nothing like it", "qqqqqqqq"),
]
HAN = """
您好 请坐 请问 办理 什么 业务 电费 查询 余额 过户 停电 复电 缴费 账单 户号 身份证 用电 申请 报修 故障 抢修 电表
读数 峰谷 电价 阶梯 发票 打印 微信 支付 网上 营业厅 排队 取号 等候 稍后 抱歉 感谢 再见 慢走 老人 手语 翻译 英语
客户 投诉 建议 表扬 回访 合同 变更 容量 增加 减少 校验 欠费 催缴 通知 短信 绑定 注销 新装 暂停 恢复 分时 充电桩
光伏 并网 押金 退费 转账 银行 扣款 失败 成功 原因 说明 地址 电话 姓名 委托 代办 材料 复印件 原件 签字 盖章 窗口
班长 主任 休息 轮椅 通道 助听 写字 慢慢 清楚 重复 一遍 明白
"""
ENGLISH = """
please take seat electricity bill account number pay balance transfer owner meter reading peak price invoice
print mobile help sign language customer complaint suggestion thank contract change capacity verify overdue
notice register cancel outage repair apply service counter wait moment sorry goodbye power tariff refund
deposit window
"""


def fill(entries):
    """Phrases and a few of each other kind, all published."""
    from django.utils import timezone

    from phrasebook.models import Dialogue, Phrase, Scenario, Sign, Term, Turn

    random.seed(1)
    han, english_words = HAN.split(), ENGLISH.split()
    scenarios = [Scenario.objects.create(slug=f"s{n}", name=f"情景{n}", order=n) for n in range(20)]
    now, made = timezone.now(), {Phrase: [], Sign: [], Term: [], Dialogue: []}
    for number in range(entries):
        shared = {"key": f"e{number}", "scenario": random.choice(scenarios), "last_published_at": now}
        text, english = "".join(random.choices(han, k=7)), " ".join(random.choices(english_words, k=10))
        if number % 10 < 7:
            entry = Phrase(text=text, english=english, when="".join(random.choices(han, k=6)), **shared)
        elif number % 10 == 7:
            entry = Sign(meaning=text[:4], meaning_en=english[:30], usage=text, **shared)
        elif number % 10 == 8:
            entry = Term(name=text[:4], name_en=english[:30], explanation=text, explanation_en=english, **shared)
        else:
            entry = Dialogue(title=text[:6], title_en=english[:40], situation=text, **shared)
        entry.search_key = entry.make_search_key()
        made[type(entry)].append(entry)
    for model, rows in made.items():
        model.objects.bulk_create(rows, batch_size=500)
    Turn.objects.bulk_create(
        Turn(dialogue=row, sort_order=order, role="clerk", text="".join(random.choices(han, k=6)), english="Certainly.")
        for row in Dialogue.objects.all()
        for order in range(6)
    )


def measure(label, work, times):
    """Prints median and 95th percentile of what one call takes."""
    spent = [_timed(work) for _time in range(times)]
    columns = []
    for clock in (0, 1):
        ordered = sorted(each[clock] for each in spent)
        columns += [statistics.median(ordered), ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]]
    print(f"{label:<42}" + "".join(f"{seconds * 1000:9.1f}" for seconds in columns))  # noqa: T201


def _timed(work):
    begin, clock = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - begin, time.perf_counter() - clock


def main(entries=ENTRIES, times=TIMES):
    from django.db import connection
    from django.test import Client

    from people.models import Hall, User
    from phrasebook import index, offline
    from phrasebook.models import Phrase

    fill(entries)
    client = Client()
    client.force_login(User.objects.create(staff_number="B1", full_name="人", hall=Hall.objects.create(code="b")))

    def ask(query):
        assert client.get("/phrasebook/results/", {"q": query}).status_code == 200

    def publish():
        Phrase.objects.filter(pk=Phrase.objects.first().pk).update(last_published_at=_now())

    print(f"{connection.vendor}: {entries} entries, {times} requests each; milliseconds")  # noqa: T201
    print(f"{'':<42}{'processor':>9}{'p95':>9}{'clock':>9}{'p95':>9}")  # noqa: T201
    ask("dianfei")
    for query in ("电费", "dinafei"):
        publish()
        measure(f"first after a publication: {query}", lambda query=query: ask(query), 1)
    for label, query in QUERIES:
        ask(query)
        measure(f"{label}: {query}", lambda query=query: ask(query), times)
    measure("is anything new? (in every request)", index.stamp, times)
    measure("packing the file for no network", offline.pack, 1)
    packed = offline.pack()
    measure(
        "having it already", lambda: client.get("/phrasebook/offline.json", headers={"If-None-Match": packed.etag}), 5
    )
    print(f"the file for no network: {len(packed.content) / 1000:.0f} kB compressed")  # noqa: T201


def _now():
    from django.utils import timezone

    return timezone.now()


def as_a_server(*arguments):
    """With what is there at the start put aside, as a server does."""
    from training.wsgi import set_aside

    set_aside()
    main(*arguments)


if __name__ == "__main__":
    in_scratch_database(as_a_server, *map(int, sys.argv[1:]))
