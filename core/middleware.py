"""The content security policy: strict on our pages, loosened under the CMS path alone."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware

CMS_PATHS = ("/cms/",)


class ContentSecurityPolicy(CSPMiddleware):
    """Wagtail's editor needs inline styles and scripts; no other page gets them."""

    def process_response(self, request, response):
        if request.path.startswith(CMS_PATHS) and not hasattr(response, "_csp_replace"):
            response._csp_replace = {
                "script-src": [SELF, UNSAFE_INLINE],
                "style-src": [SELF, UNSAFE_INLINE],
                "frame-src": [SELF],
            }
        return super().process_response(request, response)
