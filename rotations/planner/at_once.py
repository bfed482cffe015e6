"""Parts of a plan solved one after the other, or several at once: HiGHS lets other threads of Python run meanwhile."""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import count, islice

from .problem import Plan
from .wider import Draw, Solved, Wider


def solved_parts(
    wider: Wider,
    at: Callable[[], Plan],
    seconds: Callable[[], float],
    *,
    going: Callable[[], bool],
    rounds: int | None,
    workers: int,
) -> Iterator[tuple[Draw, Solved]]:
    """Parts drawn from the plan `at` is then, and what came of them, as long as it is `going` and for so many rounds.

    With one worker each is told before the next is drawn. With more they are told as they come, so that a part may have
    been drawn from a plan that was changed meanwhile.
    """

    def drawn() -> Iterator[Draw]:
        for _round in count() if rounds is None else range(rounds):
            if not going():
                return
            yield wider.draw(at())

    draws = drawn()
    if workers == 1:
        for draw in draws:
            yield draw, wider.solve(draw, seconds())
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: dict[Future[Solved], Draw] = {}
        while True:
            for draw in islice(draws, workers - len(waiting)):
                waiting[pool.submit(wider.solve, draw, seconds())] = draw
            if not waiting:
                return
            for done in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield waiting.pop(done), done.result()
