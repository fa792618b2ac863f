"""What can be told from a message before any search: that it names no subject, or only one, or asks about it."""

from __future__ import annotations

import re

from bot.answers.triggers import letters
from knowledge.text import normalize
from knowledge.tokens import analyse

_ASKS = re.compile(
    r"とは|誰が|だれが|いつ|なぜ|どうして|どのくらい|何回|必要|いけません|義務"
    r"|\b(how often|how long|why|when|must|may i|who (can|may|must|is)|what does|what is an?)\b"
)

# fmt: off
NO_SUBJECT = frozenset({  # as the tokenizer writes them: pronouns, auxiliaries, asking, judging
    "彼れ", "此れ", "其れ", "どれ", "何れ", "どう", "こう", "そう", "何", "何処", "誰", "奴", "こと", "事",
    "件", "物", "方", "為", "訳", "つく", "就く", "教える", "知る", "聞く", "欲しい", "為る", "成る", "有る",
    "居る", "良い", "駄目", "大丈夫", "平気", "質問", "ルール", "規則", "規程", "さっき", "先程", "今",
    "ちょっと", "下さる", "宜しい", "御", "為さる", "遣る", "可能", "出来る",
    "a", "about", "all", "allow", "am", "an", "and", "ani", "are", "be", "can", "could", "do", "doe", "fine",
    "for", "good", "have", "hey", "how", "i", "if", "in", "is", "it", "just", "know", "let", "like", "may",
    "me", "my", "of", "ok", "okay", "on", "one", "or", "pleas", "please", "possibl", "question", "regarding",
    "right", "rule", "shall", "should", "so", "tell", "that", "the", "then", "there", "thing", "this", "to",
    "want", "was", "we", "what", "which", "why", "will", "would", "you",
})
# fmt: on
"""Index terms that name no subject."""


def subjects(text: str) -> set[str]:
    """What a message is about, word by word: `is it` is one word to the tokenizer."""
    return {word.term for part in text.split() for word in analyse(part).words} - NO_SUBJECT


def is_vague(text: str) -> bool:
    """True for `いいですか`, `is that ok?`, an emoji, a single letter held down."""
    return len(set(letters(text))) < 2 or not subjects(text)


def is_bare(text: str) -> bool:
    """True when a message names a subject and says nothing about it: `パスワード`, `what about USB?`."""
    return len(subjects(text)) <= 1


def asks_about(text: str) -> bool:
    """True for a question about a thing (`自社診断とは何ですか`), which is no wish for it."""
    return _ASKS.search(normalize(text)) is not None
