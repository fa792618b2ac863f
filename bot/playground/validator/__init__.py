"""What real Slack refuses, told before it is sent.

Tables say which fields a block or element takes; a few rules say the rest. Pure, and imports nobody.
"""

from .arguments import check_argument
from .payloads import check_blocks, check_message, check_view
from .problems import Constraint, Problem, Severity
from .surfaces import Surface

__all__ = [
    "Constraint",
    "Problem",
    "Severity",
    "Surface",
    "check_argument",
    "check_blocks",
    "check_message",
    "check_view",
]
