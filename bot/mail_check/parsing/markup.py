"""What a reader sees of an HTML body: its text, its links with their words, its pictures; what is hidden is counted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.mail_check.mail import Link, Markup

MOST_LINKS = 500
LONGEST_URL = 4_000
MOST_NODES = 200_000
DEEPEST = 500
"""Tags within tags."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,20})")
_NOT_NESTING = {
    "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option", "br", "hr", "img", "input", "meta",
    "link", "area", "base", "col", "embed", "source", "wbr", "html", "head", "body",
}  # fmt: skip
_SILENT = {"script", "style", "head", "title", "template", "noscript", "iframe", "object"}
_BREAKS = {
    "p", "div", "br", "tr", "td", "th", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "blockquote", "section", "article", "header", "footer", "center", "pre",
}  # fmt: skip
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:px|pt|em|%)?\s*(?:;|!|$)"
    r"|(?<![-\w])opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|max-height\s*:\s*0(?:px)?\s*(?:;|!|$)|mso-hide\s*:\s*all",
    re.IGNORECASE,
)


@dataclass
class Shown:
    """What was found, collected along the walk."""

    text: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    hidden: int = 0
    pictures: int = 0
    has_form: bool = False
    was_cut: bool = False

    @property
    def markup(self) -> Markup:
        return Markup(self.hidden, self.pictures, self.has_form)


def read_html(html: str) -> Shown:
    """Walk the tree once, without recursion: a mail may nest a hundred thousand tags."""
    end = _too_deep_at(html)
    shown = Shown(was_cut=end is not None)
    root = LexborHTMLParser(html[:end]).root
    waiting: list[tuple[LexborNode, bool]] = [(root, False)] if root is not None else []
    for _ in range(MOST_NODES):
        if not waiting:
            break
        node, hidden = waiting.pop()
        if node.next is not None and node is not root:
            waiting.append((node.next, hidden))
        if node.is_text_node:
            _take_text(shown, node.text_content or "", hidden=hidden)
        elif node.is_element_node and (node.tag not in _SILENT):
            hidden = hidden or _is_hidden(node)
            _take_element(shown, node, hidden=hidden)
            if node.first_child is not None:
                waiting.append((node.first_child, hidden))
        elif node.is_document_node and node.first_child is not None:
            waiting.append((node.first_child, hidden))
    return shown


def _too_deep_at(html: str) -> int | None:
    """Where the tags nest deeper than any mail's; the parser's time grows with the depth of every tag."""
    if html.count("<") < DEEPEST:
        return None
    opened: Counter[str] = Counter()
    depth = 0
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if name in _NOT_NESTING:
            continue
        if not tag[1]:
            opened[name] += 1
            depth += 1
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
        if depth > DEEPEST:
            return tag.start()
    return None


def _take_text(shown: Shown, text: str, *, hidden: bool) -> None:
    if hidden:
        shown.hidden += len(text.strip())
    else:
        shown.text.append(text)


def _take_element(shown: Shown, node: LexborNode, *, hidden: bool) -> None:
    tag = str(node.tag)
    if tag in _BREAKS:
        shown.text.append("\n")
    if tag in {"a", "area"} and (target := node.attributes.get("href")) and len(shown.links) < MOST_LINKS:
        shown.links.append(Link(target.strip()[:LONGEST_URL], "" if hidden else _words_of(node), "html"))
    elif tag == "form":
        shown.has_form = True
        if action := node.attributes.get("action"):
            shown.links.append(Link(action.strip()[:LONGEST_URL], "", "form"))
    elif tag == "img" and not _is_pixel(node):
        shown.pictures += 1
        _take_text(shown, f" {node.attributes.get('alt') or ''} ", hidden=hidden)


def _words_of(node: LexborNode) -> str:
    return " ".join(node.text(deep=True, separator=" ").split())[:300]


def _is_hidden(node: LexborNode) -> bool:
    return "hidden" in node.attributes or bool(_HIDES.search((node.attributes.get("style") or "")[:2_000]))


def _is_pixel(node: LexborNode) -> bool:
    return any((node.attributes.get(side) or "").rstrip("px") in {"0", "1"} for side in ("width", "height"))
