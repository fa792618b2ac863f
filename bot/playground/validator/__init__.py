"""What real Slack refuses, told before it is sent.

Tables say which fields a block or element takes; a few rules say the rest. Pure, and imports nobody.
"""

from .payloads import check_blocks, check_message, check_view
from .problems import Problem, Severity
from .surfaces import Surface

__all__ = ["Problem", "Severity", "Surface", "check_blocks", "check_message", "check_view"]
