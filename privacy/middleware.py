from django.utils import timezone

from .looking import SHOWS_A_PERSON, TAKES_A_LIST, note_look


class NoteLooks:
    """Writes down who opened whose records: after the answer, so that a page that was refused is no look."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in SHOWS_A_PERSON or name in TAKES_A_LIST:
            self._note(request, response, name, match.kwargs)
        return response

    def _note(self, request, response, name, kwargs):
        if request.method == "GET" and response.status_code in (200, 206) and request.user.is_authenticated:
            hall = request.GET.get("hall", "")
            note_look(viewer=request.user, view_name=name, kwargs=kwargs, hall=hall, now=timezone.now())
