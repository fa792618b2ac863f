"""Messages that name no subject: nothing can be found for them, and whatever is found is a guess."""

from __future__ import annotations

from bot.answers.triggers import letters
from knowledge.tokens import analyse

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
    """What a message is about, word by word, as the index sees it."""
    return {word.term for word in analyse(text).words} - NO_SUBJECT


def is_vague(text: str) -> bool:
    """True for `いいですか`, `is that ok?`, an emoji, a single letter held down."""
    return len(set(letters(text))) < 2 or not subjects(text)


def is_bare(text: str) -> bool:
    """True when a message names a subject and says nothing about it: `パスワード`, `what about USB?`."""
    return len(subjects(text)) <= 1
