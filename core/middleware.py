"""The content security policy: strict on our pages, loosened under the CMS path alone."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware

CMS_PATH = "/cms/"
IN_THE_CMS = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    # The preview of a page stands in a frame of the editor.
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}


class ContentSecurityPolicy(CSPMiddleware):
    """Wagtail's editor needs inline styles and scripts; no other page gets them."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(CMS_PATH):
            parts.replace = {**IN_THE_CMS, **(parts.replace or {})}
        return parts
