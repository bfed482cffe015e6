"""What the shell around every page needs."""


def shell(request):
    """Roles for the navigation; no query for somebody signed out."""
    return {}
