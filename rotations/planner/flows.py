"""Filling the seats of one period as far as they can be filled, and saying which posts stand in each other's way.

Hall's theorem: all seats can be filled if and only if every set of posts has as many eligible clerks as seats. Clerks
who may stand at the same posts are one *crowd*; crowds and posts are bits of whole numbers, so that a step of a search
is a few operations on numbers. The search is the augmenting path of Ford and Fulkerson from a post with a seat left to
a clerk with nothing to do; where it ends without one, the posts it came through are a set that Hall's theorem forbids.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Set
from copy import copy
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np

from .problem import Bools, Ints


def bits(number: int) -> Iterator[int]:
    """The places of the ones in a whole number, from the lowest."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def crowds(open_posts: Bools) -> Counter[int]:
    """How many clerks (first axis) may stand at the same posts (second axis), by these posts as bits."""
    packed = np.packbits(open_posts, axis=1, bitorder="little")
    width, raw = packed.shape[1], packed.tobytes()
    # By clerk, not by steps of a width: without posts a row is empty, and all clerks are one crowd that stands nowhere.
    rows = Counter(raw[number * width : (number + 1) * width] for number in range(len(packed)))
    return Counter({int.from_bytes(row, "little"): count for row, count in rows.items()})


@dataclass(frozen=True)
class HallSet:
    """Posts that want more clerks than there are for all of them, and no fewer posts of them do.

    `needed` seats at the posts, `available` clerks who may stand at one of them or several.
    """

    posts: tuple[int, ...]
    needed: int
    available: int


class Matching:
    """Who fills which seats in one part of one period: as many seats as possible are filled.

    `counts` says how many clerks there are for each set of posts (bits), `wants` how many seats each post has.
    """

    def __init__(self, counts: Mapping[int, int], wants: Mapping[int, int]) -> None:
        self.wants = {post: seats for post, seats in wants.items() if seats > 0}
        asked = sum(1 << post for post in self.wants)
        merged: Counter[int] = Counter()
        for posts, count in counts.items():
            if posts & asked:
                merged[posts & asked] += count
        # Those who may stand at few posts come first, so that they are taken first.
        self.reach = sorted(merged, key=lambda posts: (posts.bit_count(), posts))
        self.count = [merged[posts] for posts in self.reach]
        self.spare = list(self.count)
        self.able = _turned(self.reach, self.wants)
        self.free = (1 << len(self.reach)) - 1
        self.taken: dict[int, dict[int, int]] = {post: {} for post in self.wants}
        self.used = dict.fromkeys(self.wants, 0)
        self.lack = dict(self.wants)
        self._near: dict[int, list[int]] = {}
        self._fill()

    # -- what is asked of it

    @property
    def missing(self) -> int:
        """Seats that nobody can fill: the least number over all ways to fill them."""
        return sum(self.lack.values())

    @property
    def lacking(self) -> list[int]:
        """Posts with a seat left. Another way to fill the seats may leave others of the same set."""
        return [post for post, seats in self.lack.items() if seats]

    def available(self, posts: Iterable[int]) -> int:
        """How many clerks may stand at one of the posts or several."""
        able = 0
        for post in posts:
            able |= self.able.get(post, 0)
        return sum(self.count[crowd] for crowd in bits(able))

    def blocked(self, post: int) -> frozenset[int]:
        """The smallest set of posts with this one whose clerks are all needed there; empty if one more clerk could
        stand at the post while the others stay filled."""
        if post not in self.wants:
            return frozenset()
        found, _path = self._search(post)
        return frozenset() if found is not None else frozenset(_path)

    def relieved(self) -> set[int]:
        """Posts from which a clerk can be taken because another one steps in: all that are not `blocked`."""
        found: set[int] = set()
        crowds_free = self.free
        queue = deque([post for post in self.wants if self.able[post] & crowds_free])
        found.update(queue)
        while queue:
            post = queue.popleft()
            fresh = self.used[post] & ~crowds_free
            crowds_free |= fresh
            if fresh:
                for other in self.wants:
                    if other not in found and self.able[other] & fresh:
                        found.add(other)
                        queue.append(other)
        return found

    def room(self, post: int, most: int) -> int:
        """How many seats more the post could have, `most` at most, while as many of the others stay filled."""
        other = copy(self)
        other.spare, other._near = list(self.spare), {}
        other.taken = {kept: dict(taken) for kept, taken in self.taken.items()}
        other.used, other.lack = dict(self.used), {**self.lack, post: self.lack[post] + most}
        other._improve([post])
        return most - (other.lack[post] - self.lack[post])

    def releasable(self) -> int:
        """Crowds (as bits, numbers into `reach`) of whom one clerk can be taken for a new post without opening a seat:
        exactly those whose new eligibility for a post of a set that lacks clerks fills a seat more."""
        found = self.free
        for post in self.relieved():
            found |= self.used[post]
        return found

    def tight_sets(self) -> list[tuple[int, ...]]:
        """Sets of posts whose clerks are all needed there: of each post that is `blocked` the smallest."""
        relieved = self.relieved()
        found = {tuple(sorted(self.blocked(post))) for post in self.wants if post not in relieved}
        return sorted(found, key=lambda posts: (len(posts), posts))

    def hall_sets(self) -> list[HallSet]:
        """Sets of posts that lack clerks, smallest first; together they account for every missing seat.

        A larger set is told too where it lacks more than the smaller one inside it.
        """
        found: list[HallSet] = []
        seen: set[int] = set()
        for post in self.lacking:
            if post not in seen:
                region = self.blocked(post)
                seen |= region
                found += self._inside(region)
        return found

    def islands(self) -> list[frozenset[int]]:
        """Posts that clerks connect, directly or over other posts."""
        found: list[int] = [1 << post for post in self.wants]
        for posts in self.reach:
            joined = [island for island in found if island & posts]
            if len(joined) > 1:
                whole = reduce(or_, joined)
                found = [whole, *(island for island in found if not island & whole)]
        return [frozenset(bits(island)) for island in found]

    # -- how it is done

    def _fill(self) -> None:
        order = sorted(self.wants, key=lambda post: self.able[post].bit_count() - self.wants[post])
        for post in order:
            self._take_free(post)
        self._improve(order)

    def _improve(self, posts: Iterable[int]) -> None:
        """Go on until no seat more can be filled."""
        stuck: set[int] = set()
        for post in posts:
            while self.lack[post] and post not in stuck:
                end, path = self._search(post, stuck)
                if end is None:
                    stuck |= path.keys()
                else:
                    self._push(end, path)

    def _take_free(self, post: int) -> None:
        while self.lack[post] and (candidates := self.able[post] & self.free):
            crowd = (candidates & -candidates).bit_length() - 1
            amount = min(self.lack[post], self.spare[crowd])
            self._give(post, crowd, amount)
            self._spend(crowd, amount)

    def _search(
        self, start: int, stuck: Iterable[int] = ()
    ) -> tuple[tuple[int, int] | None, dict[int, tuple[int, int] | None]]:
        """From a post over clerks who stand elsewhere to one who is free: ((last post, crowd), way back).

        `stuck` posts are known to lead nowhere. Without an end the keys of the way are all posts that were reached.
        """
        path: dict[int, tuple[int, int] | None] = {start: None}
        closed = set(stuck)
        queue, seen = deque([start]), 0
        while queue:
            post = queue.popleft()
            able = self.able[post]
            if hit := able & self.free:
                return (post, (hit & -hit).bit_length() - 1), path
            fresh = able & ~seen
            seen |= fresh
            if not fresh:
                continue
            for other in self._neighbours(post):
                if other not in path and other not in closed and (shared := self.used[other] & fresh):
                    path[other] = (post, (shared & -shared).bit_length() - 1)
                    queue.append(other)
        return None, path

    def _neighbours(self, post: int) -> list[int]:
        """Posts with a clerk in common."""
        near = self._near.get(post)
        if near is None:
            able = self.able[post]
            near = self._near[post] = [other for other in self.wants if other != post and self.able[other] & able]
        return near

    def _push(self, end: tuple[int, int], path: Mapping[int, tuple[int, int] | None]) -> None:
        """Move clerks along a way that was found."""
        post, crowd = end
        steps, amount = [(post, crowd)], self.spare[crowd]
        while (back := path[post]) is not None:
            before, moved = back
            amount = min(amount, self.taken[post][moved])
            steps.append((before, moved))
            post = before
        amount = min(amount, self.lack[post])
        self._spend(crowd, amount)
        giver: int | None = None
        for taker, moved in steps:
            if giver is not None:
                self._release(giver, moved, amount)
            self._give(taker, moved, amount)
            giver = taker

    def _give(self, post: int, crowd: int, amount: int) -> None:
        taken = self.taken[post]
        taken[crowd] = taken.get(crowd, 0) + amount
        self.used[post] |= 1 << crowd
        self.lack[post] -= amount

    def _release(self, post: int, crowd: int, amount: int) -> None:
        taken = self.taken[post]
        taken[crowd] -= amount
        self.lack[post] += amount
        if not taken[crowd]:
            del taken[crowd]
            self.used[post] &= ~(1 << crowd)

    def _spend(self, crowd: int, amount: int) -> None:
        self.spare[crowd] -= amount
        if not self.spare[crowd]:
            self.free &= ~(1 << crowd)

    def _inside(self, region: Iterable[int]) -> list[HallSet]:
        """The sets inside one region: after each is told, so many seats of it are forgotten as it lacks."""
        asked = posts_as_bits(region)
        counts = {posts: count for posts, count in zip(self.reach, self.count, strict=True) if posts & asked}
        wants = {post: self.wants[post] for post in region}
        found = []
        while (left := Matching(counts, wants)).missing:
            smallest = Matching(counts, {post: wants[post] for post in left.smallest_lacking()})
            asked_here = sum(self.wants[post] for post in smallest.wants)
            found.append(HallSet(tuple(sorted(smallest.wants)), asked_here, smallest.available(smallest.wants)))
            for post in smallest.lacking:
                wants[post] -= smallest.lack[post]
        return found

    def smallest_lacking(self) -> frozenset[int]:
        """A set of posts that lacks clerks, of which no post can be left out."""
        for post in self.lacking:
            if self.wants[post] > self.available([post]):
                return frozenset([post])
        kept, matching, needed = self.blocked(self.lacking[0]), self, set[int]()
        matching = matching.without(matching.wants.keys() - kept)
        while untried := sorted(kept - needed, key=lambda post: (matching.lack.get(post, 0), post)):
            smaller = matching.without({untried[0]})
            if smaller.missing:
                kept = smaller.blocked(smaller.lacking[0])
                matching = smaller
            else:
                needed.add(untried[0])
        return kept

    def without(self, posts: Set[int]) -> "Matching":
        """The same with no seats at these posts: what their clerks did is done over, the rest stays."""
        other = copy(self)
        other.spare, other._near = list(self.spare), {}
        other.taken = {kept: dict(taken) for kept, taken in self.taken.items() if kept not in posts}
        for name in ("wants", "able", "used", "lack"):
            setattr(other, name, {kept: value for kept, value in getattr(self, name).items() if kept not in posts})
        for post in posts:
            for crowd, amount in self.taken[post].items():
                other.spare[crowd] += amount
                other.free |= 1 << crowd
        other._improve(other.lacking)
        return other


def _turned(reach: list[int], posts: Iterable[int]) -> dict[int, int]:
    """For each post the crowds that reach it, as bits: the table of bits turned over."""
    if not reach:
        return dict.fromkeys(posts, 0)
    width = max(posts.bit_length() for posts in reach) // 8 + 1
    table = np.frombuffer(b"".join(row.to_bytes(width, "little") for row in reach), dtype=np.uint8)
    ones = np.unpackbits(table.reshape(len(reach), width), axis=1, bitorder="little")
    turned = np.packbits(ones.T, axis=1, bitorder="little")
    return {post: int.from_bytes(turned[post].tobytes(), "little") if post < width * 8 else 0 for post in posts}


def seats_wanted(seats: Ints) -> dict[int, int]:
    """Seats of the posts (one axis), without those that want nobody."""
    return {int(post): int(seats[post]) for post in np.flatnonzero(seats > 0)}


def match(open_posts: Bools, seats: Ints) -> Matching:
    """Fill the seats (p) with the clerks (`open_posts` i, p)."""
    return Matching(crowds(open_posts), seats_wanted(seats))


def posts_as_bits(posts: Iterable[int]) -> int:
    """Posts as one number."""
    return sum(1 << post for post in posts)
