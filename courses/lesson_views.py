"""What people do inside a lesson: answer a check, try an exercise, report a drill or a dialogue as done.

Each works without the script: then it is a form that leads back to the block. The script asks for JSON or a fragment.
"""

import json

from django.contrib import messages
from django.http import Http404, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from phrasebook.scenes_play import scene_of

from .checks import answered, chosen_texts, right_answers
from .doing import Kind, do_block, what_can_be_done
from .models import LessonPage
from .pages import step_view
from .practice import drill_done, scene_done
from .refused import Refused
from .views import check_open


class Place:
    """A block of a published lesson, and the enrolment in which its reader does it."""

    def __init__(self, request, page_pk, block_id, *kinds):
        self.request = request
        self.page = get_object_or_404(LessonPage.objects.live(), pk=page_pk)
        view = step_view(page=self.page, user=request.user)
        check_open(request, self.page, view.course)
        self.enrolment = view.outline.enrolment
        self.course = view.course
        offers = {one.block_id: one.kind for one in what_can_be_done(self.page.body)}
        self.kind = offers.get(block_id)
        if self.kind not in kinds:
            raise Http404
        self.block = next(block for block in self.page.body if block.id == block_id)

    def check_joined(self):
        """Refuse those who only read."""
        if self.enrolment is None:
            raise Refused(_("Join the course first; then what you do is kept."))

    def do(self, detail):
        """Write down that it is done."""
        self.check_joined()
        self.enrolment.course = self.course
        return do_block(
            enrolment=self.enrolment,
            page=self.page,
            block_id=self.block.id,
            kind=self.kind,
            detail=detail,
            now=timezone.now(),
        )

    def back(self, query=""):
        """To the block on the page of the lesson."""
        return redirect(f"{self.page.get_url(self.request)}{query}#block-{self.block.id}")

    def refuse(self, refusal):
        """The sentence, where the person is."""
        if _of_script(self.request):
            return JsonResponse({"message": str(refusal)}, status=409)
        messages.warning(self.request, str(refusal))
        return self.back()


def _of_script(request):
    """The script names itself: with a redirect it could not tell an answer from "please sign in again"."""
    return request.headers.get("X-Requested-With") == "fetch"


@require_POST
def answer(request, page_pk, block_id):
    """Answer a check; only now the right answers and the explanation leave the server."""
    place = Place(request, page_pk, block_id, Kind.CHECK)
    check, places = place.block.value, request.POST.getlist("chosen")
    chosen = chosen_texts(check, places)
    try:
        if not chosen:
            raise Refused(_("Choose an answer first."))
        first = place.do({"chosen": chosen, "right_at_first": set(chosen) == right_answers(check)})
    except Refused as refusal:
        return place.refuse(refusal)
    if _of_script(request):
        shown = {"answered": answered(check, chosen), "block_id": block_id, "check": check}
        return render(request, "courses/blocks/_check_answered.html", shown)
    return place.back("" if first.detail.get("chosen") == chosen else _tried(block_id, places))


def _tried(block_id, places):
    query = QueryDict(mutable=True)
    query["tried"] = block_id
    query.setlist("chosen", places)
    return f"?{query.urlencode()}"


@require_POST
def try_exercise(request, page_pk, block_id):
    """Whether one answer of a drill is right; nothing is kept."""
    place = Place(request, page_pk, block_id, Kind.DRILL)
    sent = _json(request)
    try:
        place.check_joined()
    except Refused as refusal:
        return place.refuse(refusal)
    one = next((one for one in place.block.value.exercises if str(one.phrase.pk) == str(sent.get("phrase"))), None)
    name = sent.get("exercise")
    if one is None or name not in one.names:
        return place.refuse(_("This part is no longer in the lesson. Load the page again, please."))
    return JsonResponse({"right": one.is_right(name, sent.get("answer"))})


@require_POST
def practised(request, page_pk, block_id):
    """A drill or a dialogue is done: the browser reports how, or somebody without the script says so."""
    place = Place(request, page_pk, block_id, Kind.DRILL, Kind.DIALOGUE)
    try:
        place.check_joined()
        place.do(_what_was_done(place, _json(request)) if _of_script(request) else {"declared": True})
    except Refused as refusal:
        return place.refuse(refusal)
    return JsonResponse({"done": place.block.id}) if _of_script(request) else place.back()


def _what_was_done(place, sent):
    if place.kind == Kind.DRILL:
        return drill_done(place.block.value.exercises, sent.get("answers"))
    return scene_done(scene_of(place.block.value["dialogue"]), sent.get("way"))


def _json(request):
    """What the script sent; nothing for what is no object, which every check then refuses."""
    try:
        sent = json.loads(request.body) if request.content_type == "application/json" else {}
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}
