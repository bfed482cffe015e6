"""What a clerk sees of the rotation: my posts, and the pack of a post about to be taken."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .mine import my_posts_of
from .models import Assignment
from .pack import MOST_ENTRIES, pack_of


@require_safe
def my_posts(request):
    """Where somebody stands now and next, and why; their wishes, load and past posts."""
    context = {"mine": my_posts_of(request.user, timezone.now())}
    return render(request, "rotations/my_posts.html", context)


@require_safe
def my_pack(request, pk):
    """What to renew, to say and to finish before a stay of one's own begins; 404 for anybody else's."""
    today = timezone.localdate()
    rows = Assignment.objects.from_day(today).filter(user=request.user).select_related("post__hall")
    pack = pack_of(get_object_or_404(rows, pk=pk), request.user, today)
    context = {"pack": pack, "today": today, "cut": f":{MOST_ENTRIES}"}
    return render(request, "rotations/my_pack.html", context)
