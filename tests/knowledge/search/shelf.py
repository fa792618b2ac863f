"""A small shelf of passages, and an encoder simple enough to follow by hand."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from knowledge.search import Passage

SHELF = (
    Passage("laptop", "ノートパソコンを社外に持ち出してもいいですか？", "phrase"),
    Passage("laptop", "May I take this laptop out?", "phrase"),
    Passage("laptop", "ノートパソコンの持ち出しには部門長の許可と暗号化が必要です。外では目を離さないでください。"),
    Passage("visitor", "来客を執務室に入れてもいいですか", "phrase"),
    Passage("visitor", "Can I bring a visitor into the office?", "phrase"),
    Passage("visitor", "来訪者は受付で記帳し、名札を着け、必ず社員が付き添います。"),
    Passage("password", "パスワードは何文字以上にすればよいですか", "phrase"),
    Passage("password", "How long must my password be?", "phrase"),
    Passage("server", "サーバー室の鍵を借りたい", "phrase"),
    Passage("server", "Borrowing the key of the server room", "phrase"),
    Passage("mail", "怪しいメールの添付ファイルを開いてしまった", "phrase"),
    Passage("mail", "I opened the attachment of a suspicious message", "phrase"),
)


class LetterEncoder:
    """Meaning as the letters a text is made of; counts what it was asked to encode."""

    name = "letters-1"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.encoded += texts
        rows = np.full((len(texts), 64), 0.01, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text:
                row[crc32(letter.encode("utf-8", "surrogatepass")) % 64] += 1
        unit: npt.NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit
