"""Pairs of mails of our own: 30 that belong to one campaign, and 30 that do not, however much they share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from email.message import EmailMessage

from bot.mail_check.marks import Marks, marks_of
from bot.mail_check.parsing.pasted import read_pasted
from bot.mail_check.parsing.reading import read


@dataclass(frozen=True)
class Letter:
    """A mail to be; `file` is the content of its one attachment."""

    subject: str
    sender: str
    text: str
    file: bytes = b""

    def marks(self) -> Marks:
        """As a file that was dropped."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, "tanaka@example.co.jp", self.subject
        mail["Date"] = "Mon, 02 Nov 2026 09:00:00 +0900"
        mail["Message-ID"] = "<1@mail.example>"
        mail.set_content(self.text)
        if self.file:
            mail.add_attachment(self.file, "application", "octet-stream", filename="file.zip")
        return marks_of(read(mail.as_bytes()))

    def pasted(self, above: str = "", quoted: str = "") -> Marks:
        """As the text of a forwarded mail that somebody pasted."""
        block = f"差出人: {self.sender}\n件名: {self.subject}\n宛先: tanaka@example.co.jp\n\n{self.text}"
        lines = "\n".join(quoted + line for line in block.splitlines())
        return marks_of(read_pasted(f"{above}\n\n{lines}" if above else lines))

    def words_only(self) -> Marks:
        return marks_of(read_pasted(self.text))


BANK = Letter(
    "【重要】お取引の一時停止のお知らせ",
    "みなも銀行 <info@minamo-bank-secure.example>",
    """田中 美咲 様

いつもみなも銀行をご利用いただきありがとうございます。
お客さまの口座で第三者による不正な利用の可能性を検知したため、お取引を一時停止しました。
以下より24時間以内に本人確認をお願いいたします。確認がない場合、口座は凍結されます。
https://minamo-bank-secure.example/verify?id=a81kd92kq0
受付番号 20261102-5581
みなも銀行 セキュリティセンター""",
)
COURIER = Letter(
    "お荷物お届けのお知らせ",
    "はやぶさ急便 <no-reply@hayabusa-todoke.example>",
    """はやぶさ急便です。
お荷物をお届けにあがりましたが不在のため持ち帰りました。
下記のページで配送先をご確認のうえ、再配達の日時をご指定ください。
https://hayabusa-todoke.example/re?k=83920174
お問い合わせ番号：4821-9930-1177
保管期限を過ぎたお荷物は、差出人へ返送いたします。""",
)
SHOP = Letter(
    "アカウントの支払い方法を更新してください",
    "Mokkei Market <account@mokkei-update.example>",
    """お客様

Mokkei Market プライムの自動更新に失敗しました。
ご登録のクレジットカードの有効期限が切れているか、請求先の住所が変わった可能性があります。
会員資格を続けるには、48時間以内に支払い方法を更新してください。
支払い方法を更新する: https://mokkei-update.example/pay/5f1e22aa9c
更新がない場合、ご注文はすべて取り消されます。""",
)
MACRO = Letter(
    "見積書の送付（11月分）",
    "佐々木 <sasaki@kougyo-mitsumori.example>",
    """お世話になっております。
先日ご依頼いただいた部品の見積書を添付いたしますので、ご確認のほどよろしくお願いいたします。
パスワードは別のメールでお送りします。
金額 1,284,000円（税込）""",
    b"PK\x03\x04" + b"not a real archive " * 80,
)
BOSS = Letter(
    "至急の対応のお願い",
    "渡辺 修 <ceo.office.2231@gmail.com>",
    """お疲れさまです。渡辺です。
いま会議中で電話に出られません。極秘の買収案件で、本日15時までに送金が必要です。
振込先を送りますので、対応できるかどうか、このメールにすぐ返信してください。
この件はほかの人には話さないでください。""",
)
ENGLISH = Letter(
    "Your mailbox is almost full",
    "IT Support <helpdesk@quota-mail.example>",
    """Dear user,

Your mailbox has reached 98% of its storage limit. Incoming messages will be rejected within 12 hours.
To keep receiving mail, sign in with your password and confirm your account at the address below.
https://quota-mail.example/login?u=tanaka&t=77aa01bc3d
Ticket 4410-2298

IT Support Team""",
)
TAX = Letter(
    "【税務局】未払い税金のお知らせ",
    "税務局 <notice@zeimu-kyoku.example>",
    """納税者 各位

あなたの所得税（または延滞金）について、これまで自主的な納付をお願いしてまいりましたが、まだ納付が確認できません。
最終期限は2026年11月9日です。期限までに納付がない場合は、差し押さえの処分に着手します。
滞納金合計 40,000円　納付番号 ****5031
お支払いへ https://zeimu-kyoku.example/pay""",
)
JOB = Letter(
    "取材のお申し込みについて",
    "東都出版 編集部 <henshu@toto-syuppan.example>",
    """はじめてご連絡いたします。東都出版で雑誌の編集をしております野口と申します。
このたび、長野県のものづくり企業の特集を企画しており、貴社の技術をぜひ紹介したく存じます。
企画書をお送りしますので、ご覧のうえお返事をいただけますでしょうか。
https://toto-syuppan.example/kikaku/1102""",
    b"\xd0\xcf\x11\xe0 not a real document " + b"x" * 900,
)


def _with(letter: Letter, *changes: tuple[str, str]) -> Letter:
    text, subject = letter.text, letter.subject
    for old, new in changes:
        assert old in text + subject, old
        text, subject = text.replace(old, new), subject.replace(old, new)
    return replace(letter, text=text, subject=subject)


NAME = ("田中 美咲", "エマ・クラーク")
ALIKE_PAIRS: dict[str, tuple[Marks, Marks]] = {
    "a personal name": (BANK.marks(), _with(BANK, NAME).marks()),
    "a name instead of 'customer'": (SHOP.marks(), _with(SHOP, ("お客様", "佐藤 健一 様")).marks()),
    "a name in an English mail": (ENGLISH.marks(), _with(ENGLISH, ("Dear user", "Dear Misaki Tanaka")).marks()),
    "a name and a number": (BANK.marks(), _with(BANK, NAME, ("20261102-5581", "20261103-0417")).marks()),
    "a company's name": (
        MACRO.words_only(),
        _with(MACRO, ("お世話に", "あおば製作所 ご担当者様\nお世話に")).words_only(),
    ),
    "another tracking id": (BANK.marks(), _with(BANK, ("a81kd92kq0", "zz01mm3k8xpp4")).marks()),
    "another path": (SHOP.marks(), _with(SHOP, ("/pay/5f1e22aa9c", "/x/renew/0c77")).marks()),
    "another user in the link": (ENGLISH.marks(), _with(ENGLISH, ("u=tanaka&t=77aa01bc3d", "u=emma&t=9")).marks()),
    "another subdomain": (SHOP.marks(), _with(SHOP, ("https://mokkei", "https://u8211.mokkei")).marks()),
    "another domain": (COURIER.marks(), _with(COURIER, ("https://hayabusa-todoke", "https://hayabusa-saihai")).marks()),
    "another parcel number": (COURIER.marks(), _with(COURIER, ("4821-9930-1177", "7710-0032-5518")).marks()),
    "another amount": (TAX.marks(), _with(TAX, ("40,000", "65,500"), ("5031", "7798")).marks()),
    "another deadline": (TAX.marks(), _with(TAX, ("2026年11月9日", "2026年12月21日")).marks()),
    "another month in the subject": (MACRO.marks(), _with(MACRO, ("11月分", "12月分")).marks()),
    "another ticket": (ENGLISH.marks(), _with(ENGLISH, ("4410-2298", "9917-0004"), ("98%", "99%")).marks()),
    "another sender's name": (BANK.marks(), replace(BANK, sender="銀行窓口 <info@minamo-bank-secure.example>").marks()),
    "another sender's domain": (COURIER.marks(), replace(COURIER, sender="急便 <a@mail-92.example>").marks()),
    "another free-mail sender": (BOSS.marks(), replace(BOSS, sender="渡辺 修 <w.osamu.881@outlook.com>").marks()),
    "a hacked sender": (TAX.marks(), replace(TAX, sender="info <info@bakery.example>").marks()),
    "Re:": (ENGLISH.marks(), replace(ENGLISH, subject="Re: " + ENGLISH.subject).marks()),
    "転送: over FW:": (BANK.marks(), replace(BANK, subject="転送: FW: " + BANK.subject).marks()),
    "an outside mark": (SHOP.marks(), replace(SHOP, subject="[EXTERNAL] " + SHOP.subject).marks()),
    "a Japanese outside mark": (TAX.marks(), replace(TAX, subject="【社外メール】" + TAX.subject).marks()),
    "a German prefix": (ENGLISH.marks(), replace(ENGLISH, subject="WG: AW: " + ENGLISH.subject).marks()),
    "forwarded as text": (BANK.marks(), BANK.pasted()),
    "forwarded with a word above": (COURIER.marks(), COURIER.pasted("変なメールが来ました。確認をお願いします。")),
    "forwarded with quote marks": (SHOP.marks(), SHOP.pasted(quoted="> ")),
    "only the words pasted": (TAX.marks(), TAX.words_only()),
    "the same file in another mail": (MACRO.marks(), replace(BOSS, file=MACRO.file).marks()),
    "the same file, no text": (JOB.marks(), replace(JOB, text="よろしく", subject="資料").marks()),
}

COURIER_TAX = Letter(
    "お荷物お届けのお知らせ",
    "つばめ運輸 <info@tsubame-unyu.example>",
    """つばめ運輸をご利用いただきありがとうございます。
海外からのお荷物に関税が未納です。税金 298円 をカードでお支払いいただくまで、通関できません。
https://tsubame-kanzei.example/pay
お支払いの確認後、3日以内に発送いたします。""",
)
NEWS_A = Letter(
    "【週刊ものづくり】第312号 展示会の見どころ",
    "週刊ものづくり <news@monozukuri.example>",
    """今週の見どころをお届けします。
来週から東京で始まる機械要素の展示会では、省エネのモーターと協働ロボットに注目が集まっています。
会場の地図と出展社の一覧は、こちらからご覧ください。
https://monozukuri.example/312
配信の停止はこちら https://monozukuri.example/stop""",
)
NEWS_B = Letter(
    "【週刊ものづくり】第313号 補助金の締め切り",
    NEWS_A.sender,
    """今週の見どころをお届けします。
中小企業の設備投資に使える補助金の二次公募が、今月末で締め切られます。申請に要る書類をまとめました。
記事の全文はこちらからご覧ください。
https://monozukuri.example/313
配信の停止はこちら https://monozukuri.example/stop""",
)
NEWS_C = Letter(
    "今月の安全だより",
    "長野安全協会 <dayori@anzen-kyokai.example>",
    """会員の皆さま
今月は、フォークリフトの点検と、冬の路面の凍結について取り上げます。始業前の点検表もご利用ください。
https://anzen-kyokai.example/dayori""",
)
ORDER = Letter(
    "ご注文の確認",
    "ねじの山本 <order@neji-yamamoto.example>",
    """ご注文ありがとうございます。六角ボルト M8 を500本、11月6日に出荷いたします。
納品書は荷物に同梱します。ご不明な点は担当の山本までお電話ください。""",
)
ORDER_SHIPPED = replace(
    ORDER,
    subject="出荷のお知らせ",
    text="""本日、ご注文の品を出荷いたしました。到着は明日の午前中の予定です。
受け取りの際に、箱のつぶれや数の違いがないかご確認ください。""",
)
MEETING = Letter(
    "打ち合わせの日程",
    "小林 <kobayashi@shinano-seimitsu.example.jp>",
    """お世話になっております。信濃精密の小林です。
次回の打ち合わせは、11月12日の午後2時から貴社の会議室でお願いできますでしょうか。""",
)
FRIEND = Letter(
    "同窓会のお知らせ",
    "木村 <kimura.tomo@gmail.com>",
    """ご無沙汰しています。年末に高校の同窓会を開くことになりました。会場は駅前の居酒屋です。
出欠を今月の20日までに知らせてください。""",
)
GIFT = Letter(
    "至急の対応のお願い",
    "渡辺 修 <osamu.w.private@gmail.com>",
    """渡辺です。取引先への贈り物として、コンビニで電子ギフトカードを5万円分買ってきてもらえますか。
裏の番号を写真に撮って、このアドレスに送ってください。費用は月末に精算します。""",
)
SENDGRID = "https://u771.ct.sendgrid.net/ls/click?upn="
GOOGLE = "https://docs.google.com/forms/d/e/1FAIp/viewform"
FREE_HOST_A, FREE_HOST_B = "https://minamo-kakunin.web.app/login", "https://todoke-saihaitatsu.web.app/x"
SHORT = "https://bit.ly/3abcDEF"
NOTHING = Marks()
APPLE_A = Letter(
    "アプリの領収書",
    "領収書 <a@ryoshu-app.example>",
    "ゲームの購入 9,800円 を受け付けました。心当たりがない場合は取り消してください。 https://apps.apple.com/jp/app/1",
)
APPLE_B = Letter(
    "社内アプリの入れ方",
    "情報システム <it-help@example.co.jp>",
    "出張の申請は、来月から携帯のアプリでできます。入れ方の手順をまとめました。 https://apps.apple.com/jp/app/2",
)
INVOICE_A = Letter(
    "請求書", "a <a@seikyu-a.example>", "10月分の清掃の請求書をお送りします。お支払いは月末までにお願いします。"
)
INVOICE_B = Letter(
    "請求書",
    "b <b@seikyu-b.example>",
    "パソコンの修理が終わりました。部品を二つ替えています。明細は紙で郵送いたします。",
)

UNLIKE_PAIRS: dict[str, tuple[Marks, Marks]] = {
    "two couriers, one subject": (COURIER.marks(), COURIER_TAX.marks()),
    "two couriers, one link host": (
        COURIER.marks(),
        _with(COURIER_TAX, ("tsubame-kanzei", "hayabusa-todoke")).marks(),
    ),
    "a bank and a shop": (BANK.marks(), SHOP.marks()),
    "a bank and a tax office": (BANK.marks(), TAX.marks()),
    "the same relay in links": (
        _with(BANK, ("https://minamo-bank-secure.example/verify?id=", SENDGRID)).marks(),
        _with(NEWS_C, ("https://anzen-kyokai.example/", SENDGRID)).marks(),
    ),
    "the same relay as sender": (
        replace(NEWS_C, sender="a <bounce@sendgrid.net>").marks(),
        replace(SHOP, sender="b <x@sendgrid.net>").marks(),
    ),
    "the same free-mail provider": (BOSS.marks(), FRIEND.marks()),
    "the same boss, another trick": (BOSS.marks(), GIFT.marks()),
    "the same form site": (
        _with(JOB, ("https://toto-syuppan.example/kikaku/1102", GOOGLE)).words_only(),
        _with(NEWS_C, ("https://anzen-kyokai.example/dayori", GOOGLE)).words_only(),
    ),
    "the same free host": (
        _with(BANK, ("https://minamo-bank-secure.example/verify?id=a81kd92kq0", FREE_HOST_A)).marks(),
        _with(COURIER, ("https://hayabusa-todoke.example/re?k=83920174", FREE_HOST_B)).marks(),
    ),
    "the same shortener": (
        _with(SHOP, ("https://mokkei-update.example/pay/5f1e22aa9c", SHORT)).marks(),
        _with(TAX, ("https://zeimu-kyoku.example/pay", SHORT)).marks(),
    ),
    "a brand's own site": (APPLE_A.marks(), APPLE_B.marks()),
    "two issues of a newsletter": (NEWS_A.marks(), NEWS_B.marks()),
    "two newsletters": (NEWS_A.marks(), NEWS_C.marks()),
    "two mails of one shop": (ORDER.marks(), ORDER_SHIPPED.marks()),
    "an order and a meeting": (ORDER.marks(), MEETING.marks()),
    "one subject, two senders": (INVOICE_A.marks(), INVOICE_B.marks()),
    "one short subject, no text": (
        marks_of(read_pasted("差出人: a@a.example\n件名: ご確認\n\nはい")),
        marks_of(read_pasted("差出人: b@b.example\n件名: ご確認\n\nいいえ")),
    ),
    "a walk-through and a mail": (NOTHING, BANK.marks()),
    "two walk-throughs": (NOTHING, NOTHING),
    "a walk-through and an empty text": (NOTHING, marks_of(read_pasted("?"))),
    "two languages": (ENGLISH.marks(), BANK.marks()),
    "a full mailbox and a new password": (
        ENGLISH.marks(),
        replace(
            ENGLISH,
            subject="Your password expires today",
            sender="Security <no-reply@pw-portal.example>",
            text="Hello,\n\nYour company password expires today at 5 PM. Keep your current password here:\n"
            "https://pw-portal.example/keep\nIf you do nothing, you will be locked out of your computer.",
        ).marks(),
    ),
    "two different files": (MACRO.marks(), replace(JOB, file=b"PK\x03\x04 another archive " * 40).marks()),
    "an estimate and a real one": (
        MACRO.marks(),
        Letter(
            "見積書の送付",
            "小林 <kobayashi@shinano-seimitsu.example.jp>",
            "信濃精密の小林です。治具のお見積もりを、本日ファクスでお送りしました。届いていない場合はお電話ください。",
        ).marks(),
    ),
    "an interview and a job": (
        JOB.marks(),
        Letter(
            "応募書類の送付",
            "中村 <nakamura.h@outlook.jp>",
            "求人を拝見し、ご連絡いたしました中村と申します。履歴書と職務経歴書をお送りしますので、面接の機会をいただければ幸いです。",
        ).marks(),
    ),
    "a tax scam and the real tax office": (
        TAX.marks(),
        Letter(
            "年末調整の書類について",
            "総務部 <soumu@example.co.jp>",
            "年末調整の申告書は、11月20日までに総務部へ提出してください。保険料の控除証明書を忘れずに付けてください。",
        ).marks(),
    ),
    "a reply about a suspicious mail": (
        COURIER.marks(),
        Letter(
            "Re: " + COURIER.subject,
            "鈴木 <suzuki@example.co.jp>",
            "田中さん、連絡をありがとう。そのメールは偽物なので開かないでください。みんなにも知らせておきます。",
        ).marks(),
    ),
    "two mails of one partner": (
        MEETING.marks(),
        replace(
            MEETING,
            subject="図面の差し替え",
            text="信濃精密の小林です。先日の図面に誤りがありましたので、差し替えをお願いします。共有の場所に置いてあります。",
        ).marks(),
    ),
    "a friend and a meeting": (FRIEND.marks(), MEETING.marks()),
}
