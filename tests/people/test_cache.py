"""The cache in which attempts are counted is one for all processes."""

import multiprocessing

from people.cache import SharedFileCache


def _try_to_take(folder, gate, answers):
    gate.wait()
    answers.put(sum(SharedFileCache(folder, {}).add(f"lock-{n}", True) for n in range(50)))


def test_a_lock_is_taken_by_one_process_only(tmp_path):
    processes = multiprocessing.get_context("spawn")
    gate, answers = processes.Barrier(4), processes.Queue()
    takers = [processes.Process(target=_try_to_take, args=(str(tmp_path), gate, answers)) for _n in range(4)]
    for taker in takers:
        taker.start()
    assert sum(answers.get(timeout=60) for _taker in takers) == 50
    for taker in takers:
        taker.join()
