"""The board of a plan: who stands where in each period."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from .models import Post
from .permissions import for_managers
from .plan_frame import plan_frame, plan_of
from .plans import cells_of, people_of


@for_managers
@require_safe
def board(request, pk):
    """People and periods."""
    plan = plan_of(request, pk)
    context = plan_frame(request, plan, "rotations:board")
    cells, posts = cells_of(plan), {post.pk: post for post in Post.objects.filter(hall=plan.hall)}
    context["rows"] = [
        (person, [_cell(cells.get((period.number, person.pk)), posts) for period in context["periods"]])
        for person in people_of(plan, request.user)
    ]
    return render(request, "rotations/board.html", context)


def _cell(placed, posts):
    return posts[placed.post] if placed and placed.post else None
