"""The content security policy: strict on our pages, loosened under the CMS path alone."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware

CMS_PATH = "/cms/"
IN_THE_CMS = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}
# The editor shows the page in a frame; the page itself stays as strict as its readers will get it.
IN_A_PREVIEW = {"frame-ancestors": [SELF]}


class ContentSecurityPolicy(CSPMiddleware):
    """Wagtail's editor needs inline styles and scripts; no other page gets them."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        # Wagtail makes a preview by a request of its own to the page's address, and marks it.
        if getattr(request, "is_preview", False):
            parts.replace = IN_A_PREVIEW
        elif request.path_info.startswith(CMS_PATH):
            parts.replace = IN_THE_CMS
        return parts
