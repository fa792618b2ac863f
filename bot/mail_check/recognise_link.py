"""Whether somebody wants a link looked at: a link alone, a question about its safety, or a short message with one."""

from __future__ import annotations

import re

from bot.mail_check.folding import fold
from bot.mail_check.mail import Form, Mail, Unreadable
from bot.mail_check.parsing.addresses import Written, written
from bot.mail_check.phrases import Phrases
from bot.mail_check.recognise import looks_like_mail

LONGEST_WORDS, MOST_LINES = 400, 8
"""A longer text is a story or a mail, not a short message."""
_GOES_ON = r"(?:いい|良い|よい|よろしい|大丈夫|だいじょうぶ|平気|問題|安全|ok|へーき|かまい|構い)"
_NAMES = re.compile(
    r"\b(?:url|link|links?|site|website|address|this|here|one|fwd|fyi|the|re|please)\b|リンク先?|アドレス|サイト|ページ|これ(?:です)?|"
    r"こちら|この|こんな|です|ます|お願いします|よろしく|確認|を|は|の"
)
_DOUBTS = re.compile(
    r"怪し|あやし|妖し|不審|本物|ほんもの|偽|にせ|ニセ|詐欺|さぎ|フィッシング|なりすまし|ウイルス|ウィルス|マルウェア|危険|危な|"
    r"安全|安心|正規|公式|信用|信頼|"
    r"(?:変|へん|おかし|妙)(?:な|い)?(?:リンク|url|サイト|ページ|アドレス|メッセージ|sms)|"
    rf"(?:開い|ひらい|開け|押し|クリックし|タップし|踏ん|飛ん|触っ)(?:て|で)も?{_GOES_ON}|"
    r"(?:開く|押す|クリックする|踏む|タップする)(?:の|と)は?(?:危|まず|やば|大丈夫|安全)|(?:開か|押さ)ない(?:ほうが|方が)|"
    r"(?:調べ|しらべ|チェックし|検査し|鑑定し|判定し|診断し|見分け)て|リンク(?:を|の)?(?:調査|チェック|確認)|"
    r"\b(?:safe|unsafe|legit|legitimate|genuine|real|fake|phish\w*|scam\w*|suspicious|dodgy|sketchy|shady|fishy|dangerous|"
    r"malicious|malware|virus|trust\w*|weird|strange|odd|spam\w*)\b|"
    r"\b(?:click|press|tap|open|visit|follow)\b.{0,20}\?|\b(?:check|scan|examine|inspect|analy[sz]e|verify)\b",
    re.IGNORECASE,
)
_MILD = re.compile(r"[\W_]*(?:大丈夫|だいじょうぶ|平気|問題な|まずい|やばい|ok(?:ay)?\b)", re.IGNORECASE)
_CAME = re.compile(
    r"届[いきく]|(?:送られて|送って|回って|流れて)(?:きた|きまし|来た|来まし)|(?:が|こんなの|から|に)(?:来た|来まし|きた|きまし|来て|きて)|"
    r"もらいました|もらった|受け取|受信|ショートメール|ショートメッセージ|sms|チャットで|dmで|lineで|"
    r"\b(?:received|got|came|arrived|sent (?:me|us|to)|text message|texted)\b",
    re.IGNORECASE,
)
_USES = re.compile(
    r"使|利用し|利用す|利用でき|利用可|利用は|アップロード|ダウンロード|登録|申し込|申込|契約|保存し|保管|共有|送って(?:も|い|よ|良|は)|"
    r"送りたい|送付|投稿|書き込|業務|仕事|社内|社用|私用|会社の(?:pc|パソコン|端末)|個人の|インストール|導入|閲覧|アクセスし|申請|許可|"
    r"ルール|規程|規定|禁止|購入|買っ|予約し|掲載|貼っ|載せ|"
    r"\b(?:use|using|upload\w*|download\w*|install\w*|register|sign up|subscribe|share|sharing|post|store|buy|order|"
    r"for work|at work|company (?:pc|data|laptop)|policy|allowed|permi\w+|rules?|access|send|put|work from)\b",
    re.IGNORECASE,
)
_FAILS = re.compile(
    r"開けません|開けない|開けず|開かない(?!ほう|方)|開きません|開くことが|見られ|見れ|表示|つながら|繋がら|エラー|遅い|重い|動か|"
    r"できません|できない|できず|入れない|入れません|忘れ|切れ|落ちて|"
    r"\b(?:can'?t|cannot|won'?t|doesn'?t|does not|not work\w*|error|slow|down|broken|fails?|forgot\w*)\b",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"[?]|ですか|ますか|でしょうか|たい(?:です|の|ん|。|$)|教えて|方法|手順|やり方|どう(?:すれ|したら|やっ)|どこ|いつ|なぜ|誰|だれ|べき|必要|"
    r"^(?:how|where|why|who|when|which|what)\b|"
    r"\b(?:how (?:do|can|to)|may i|can i|can we|may we|should|i want|i'd like)\b",
    re.IGNORECASE,
)


_VOICE = re.compile(
    r"お客様|お客さま|ご確認|ご本人|ご利用|ご連絡|下記|(?:して|お支払い|お願い|ご覧|お進み)ください|お願い(?:いた)?します|"
    r"\byour (?:account|card|parcel|package|payment|mailbox|password)\b|\bplease\b|\bdear\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"てしま|でしま|ちゃっ|ちまっ|"
    r"(?:押|開|入力|クリック|タップ|ログイン|登録|送信|インストール|返信|払)(?:いた|した|し、|って|った|きました)|"
    r"\bi(?:'ve| have)? (?:just )?"
    r"(?:clicked|opened|typed|entered|pressed|tapped|sent|gave|paid|installed|downloaded|logged)\b",
    re.IGNORECASE,
)


def wants_check(text: str, lures: Phrases) -> bool:
    """Whether a message wants its link examined; `lures` are the themes by which short messages lead people to one."""
    found = written(text)
    if not found.links or looks_like_mail(text):
        return False
    words = fold(found.words)
    if _is_alone(words):
        return True
    if not is_short(found) or _DONE.search(words):  # after a deed, what to do now comes first
        return False
    return _asks(words) or _is_message(words, lures)


def speaks_to_us(text: str, lures: Phrases) -> bool:
    """Whether the words may be the person's own, and tell what has happened; not so where only a sender speaks."""
    words = fold(written(text).words)
    return not (_is_message(words, lures) and _VOICE.search(words) and not _DONE.search(words))


def is_short_with_link(text: str) -> bool:
    """Whether what somebody means to be suspicious is a link or a short message with one, and no mail."""
    found = written(text)
    return bool(found.links) and is_short(found) and not looks_like_mail(text)


def is_short(found: Written) -> bool:
    lines = [line for line in found.words.splitlines() if line.strip()]
    return len(found.words) <= LONGEST_WORDS and len(lines) <= MOST_LINES


def read_link(text: str, lures: Phrases) -> Mail:
    """A link, or a short message with one, for the rules. Raises Unreadable("empty") when there is no link in it."""
    found = written(text)
    if not found.links:
        raise Unreadable("empty")
    told = _is_message(fold(found.words), lures)
    form = Form.MESSAGE if told else Form.LINK
    return Mail(text=found.words, links=found.links, has_headers=False, form=form)


def _is_alone(words: str) -> bool:
    """Nothing but a link, with a label or a question mark at most."""
    return not re.sub(r"[\W_]+", "", _NAMES.sub("", words))


def _asks(words: str) -> bool:
    """A doubt about the link itself; what one may do with a site, or why it fails, is for the policy desk."""
    if _FAILS.search(words):
        return False
    if _CAME.search(words) and not _USES.search(words):
        return True
    if _DOUBTS.search(words):
        return bool(_CAME.search(words)) or not _USES.search(words)
    return bool(_MILD.match(_NAMES.sub("", words)))


def _is_message(words: str, lures: Phrases) -> bool:
    """A short message that somebody passes on: it tells or presses, and asks nothing of us."""
    return not _WANTS.search(words) and not _FAILS.search(words) and bool(lures.search(words))
