"""People of the same name, told apart."""

from collections import Counter
from collections.abc import Iterable

from people.models import User


def told_apart(people: Iterable[User]) -> dict[int, str]:
    """What everybody is called where all of these are named, by their number: the name, and the staff number after it
    where two of them share a name."""
    everybody = {user.pk: user for user in people}
    shared = Counter(user.full_name for user in everybody.values())
    return {
        pk: f"{user.full_name} {user.staff_number}" if shared[user.full_name] > 1 else user.full_name
        for pk, user in everybody.items()
    }
