"""What Slack calls a file: its type, the words for it and its media type, by the ending of its name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FileType:
    """`name` is Slack's `filetype`, `pretty` its `pretty_type`."""

    name: str
    pretty: str
    mimetype: str


_OFFICE = "application/vnd.openxmlformats-officedocument"

# An Outlook .msg has no type of its own in Slack: it is a binary like any other.
BINARY = FileType("binary", "Binary", "application/octet-stream")

_BY_ENDING = {
    "eml": FileType("email", "Email", "message/rfc822"),
    "txt": FileType("text", "Plain Text", "text/plain"),
    "log": FileType("text", "Plain Text", "text/plain"),
    "csv": FileType("csv", "CSV", "text/csv"),
    "md": FileType("markdown", "Markdown (raw)", "text/plain"),
    "json": FileType("json", "JSON", "application/json"),
    "xml": FileType("xml", "XML", "application/xml"),
    "yml": FileType("yaml", "YAML", "text/plain"),
    "yaml": FileType("yaml", "YAML", "text/plain"),
    "html": FileType("html", "HTML", "text/html"),
    "htm": FileType("html", "HTML", "text/html"),
    "js": FileType("javascript", "JavaScript/JSON", "text/plain"),
    "py": FileType("python", "Python", "text/x-python"),
    "png": FileType("png", "PNG", "image/png"),
    "jpg": FileType("jpg", "JPEG", "image/jpeg"),
    "jpeg": FileType("jpg", "JPEG", "image/jpeg"),
    "gif": FileType("gif", "GIF", "image/gif"),
    "webp": FileType("webp", "WebP", "image/webp"),
    "svg": FileType("svg", "SVG", "image/svg+xml"),
    "heic": FileType("heic", "HEIC", "image/heic"),
    "pdf": FileType("pdf", "PDF", "application/pdf"),
    "doc": FileType("doc", "Word Document", "application/msword"),
    "docx": FileType("docx", "Word Document", f"{_OFFICE}.wordprocessingml.document"),
    "xls": FileType("xls", "Excel Spreadsheet", "application/vnd.ms-excel"),
    "xlsx": FileType("xlsx", "Excel Spreadsheet", f"{_OFFICE}.spreadsheetml.sheet"),
    "ppt": FileType("ppt", "PowerPoint Presentation", "application/vnd.ms-powerpoint"),
    "pptx": FileType("pptx", "PowerPoint Presentation", f"{_OFFICE}.presentationml.presentation"),
    "zip": FileType("zip", "Zip", "application/zip"),
    "gz": FileType("gzip", "Gzip", "application/x-gzip"),
    "mp3": FileType("mp3", "MP3", "audio/mpeg"),
    "mp4": FileType("mp4", "MPEG 4 Video", "video/mp4"),
}

_BY_NAME = {kind.name: kind for kind in _BY_ENDING.values()}

IMAGES = frozenset({"png", "jpg", "gif", "webp", "heic", "svg"})
"""What files.list means by `images`."""

SHOWN_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Pictures that cannot carry scripts, shown as such on the page."""


def ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def type_of(name: str) -> FileType:
    return _BY_ENDING.get(ending(name), BINARY)


def snippet_type(name: str) -> FileType | None:
    """The type that a caller gives to a snippet."""
    return _BY_NAME.get(name) or _BY_ENDING.get(name)
