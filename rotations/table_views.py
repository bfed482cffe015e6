"""What a manager sees in tables, to take along as a workbook: as shown, of the people and halls they may see."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.tables import write_book

from .board import board_of
from .foresight_views import depended_people, looked_at, single_in_words, spare_numbers
from .import_views import file_of
from .models import Assignment, Leave, Post
from .permissions import chosen_hall, for_managers
from .plan_frame import plan_of
from .planner.foresight import singles
from .table_sheets import foresight_sheets, leave_rows, scores_sheets, stay_rows


@for_managers
@require_safe
def scores(request, pk):
    """The scores of a plan: aims, people, rules."""
    plan = plan_of(request, pk)
    board = board_of(plan, viewer=request.user, today=timezone.localdate())
    return file_of(write_book(scores_sheets(board)), f"{plan.name} {_('Scores')}")


@for_managers
@require_safe
def foresight(request, pk):
    """The heat map of a plan, and on whom it rests."""
    plan, _context, looked = looked_at(request, pk)
    if looked is None:
        raise Http404
    spare = [
        (post.local_name, [None if left is None else int(left.min()) for left in found])
        for post, found in spare_numbers(looked)
    ]
    alone = [single_in_words(one, looked.names) for one in singles(looked.problem)]
    sheets = foresight_sheets(looked.out.periods, spare, alone, depended_people(looked, len(looked.out.people)))
    return file_of(write_book(sheets), f"{plan.name} {_('Foresight')}")


@for_managers
@require_safe
def leaves(request):
    """Who of a hall is away now or later."""
    _halls, hall = chosen_hall(request)
    rows = Leave.objects.filter(user__hall=hall, last_day__gte=timezone.localdate()).select_related("user")
    book = write_book([(_("Days off"), leave_rows(rows.order_by("first_day", "user")))])
    return file_of(book, f"{hall.local_name if hall else ''} {_('Days off')}".strip())


@for_managers
@require_safe
def stays(request, pk):
    """Who stood, stands and is planned at a post, the latest first."""
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    rows = Assignment.objects.filter(post=post).select_related("user", "post").order_by("-first_day", "user")
    return file_of(write_book([(_("Who stands here"), stay_rows(rows))]), f"{post.local_name} {_('Who stands here')}")
