from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.views.i18n import LANGUAGE_QUERY_PARAMETER
from django.views.i18n import set_language as set_language_of_the_browser

from . import services


@login_not_required
def set_language(request):
    """Switch the language of the pages; whoever is signed in is written to in it from now on."""
    chosen = request.POST.get(LANGUAGE_QUERY_PARAMETER, "") if request.method == "POST" else ""
    if chosen in dict(settings.LANGUAGES) and request.user.is_authenticated:
        services.choose_language(user=request.user, language=chosen)
    return set_language_of_the_browser(request)
