"""What goes over the pipe between the desk and the child that reads mails."""

from __future__ import annotations

import struct

FILE, TEXT, LINK = b"f", b"t", b"l"
HEADER = struct.Struct(">cI")
"""A kind (one byte) and the number of bytes that follow; the answer has the number alone."""
LENGTH = struct.Struct(">I")
LARGEST = 26 * 1024 * 1024
"""Bytes of a mail: 25 MB with a little around it."""
LARGEST_ANSWER = 4 * 1024 * 1024
