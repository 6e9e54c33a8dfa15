"""The download handler on a worker of sources that want a browser; the extra `gazette[browser]` is loaded with it.

This module does not know how waiting is agreed upon, nor how a page is rendered.
"""

from __future__ import annotations

from crawler.rendering import Handler
from crawler.workers.transport import Paced


class PacedBrowser(Paced, Handler):
    """As without workers, once the host may be asked."""
