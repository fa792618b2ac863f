"""Questions about emergencies, near misses, drills and ordinary days raise no alarm."""

from __future__ import annotations

import pytest

from bot.answers.triggers import Emergencies
from tests.kit.content import packaged

EMERGENCIES = Emergencies(packaged().answers.values())

QUIET = (
    # asking before doing
    "この添付開いていい？",
    "これ開いちゃっていい？",
    "添付のファイル開いちゃって平気？",
    "届いたPDF、開けちゃってもいいですか",
    "リンク押しちゃっていいかな",
    "変なアプリだけど入れちゃっていい？",
    "拾ったUSBを挿していい？",
    "怪しいメールに返信しちゃっていい？",
    "パスワードを電話で教えちゃってもいいですか",
    "名簿をネットに載せていい？",
    "添付を開いたほうがいい？",
    "リンクを押しちゃだめ？",
    "BCCで送るべき？",
    "Should I open this attachment?",
    "Can I click this link?",
    "Is it ok to open a file from a customer?",
    "Is it a problem if I click a link in a newsletter?",
    "May I give my password to the technician?",
    "may I plug in a USB stick I found",
    # asking about what may happen
    "添付ファイルを開いてしまったらどうすればいいですか？",
    "スマホをなくしたらどうすればいい？",
    "ウイルスに感染したらどうする？",
    "ノートパソコンを紛失した場合の手順",
    "ホームページが改ざんされたらどうする？",
    "サーバーが落ちたときは誰に連絡？",
    "マイナンバーが漏れた場合の罰則",
    "宛先を間違えたらどうなる？",
    "携帯を落としたら怒られますか",
    "What if I opened an attachment?",
    "What happens if my laptop is stolen?",
    "What should I do if I clicked a link?",
    # near misses and things not done
    "怪しいリンクを押しちゃいそうになった",
    "もう少しで偽サイトにパスワードを入力してしまうところでした",
    "添付ファイルは開いていません",
    "リンクは押していません",
    "I almost clicked a link in a fake mail",
    "I have not opened the attachment",
    # drills
    "訓練メールの添付を開いちゃった",
    "標的型訓練でリンクをクリックしてしまった",
    "I clicked the link in the phishing drill",
    # preventing
    "メールの誤送信を防ぐには",
    "FAXを間違えて送らないためには",
    "アカウントを乗っ取られないようにするには",
    "USBを無くさないようにするには",
    "ランサムウェア対策を教えて",
    "how do I prevent virus infection",
    "How do I protect my laptop from being stolen?",
    # ordinary days
    "テレビでランサムウェアの被害のニュースを見た",
    "ビットコインを払えという脅迫メールが来た",
    "昔パソコンをなくしたことがある",
    "変なメールきた",
    "不審なメールが来ました",
    "「動画を撮影した、ビットコインを払え」というメールが来た",
    "パスワードを忘れました",
    "パスワード間違えて入力してロックされた",
    "I forgot my password",
    "家にスマホを忘れた",
    "forgot my laptop at home",
    "私物のスマホをなくした",
    "I lost my personal phone at the beach",
    "コピー機に原稿を置き忘れた",
    "スマホの充電器をなくした",
    "スマホの画面が割れた",
    "会議室に忘れ物をした",
    "PCの画面をロックし忘れた",
    "コロナウイルスに感染しました",
    "ウイルス対策ソフトを更新した",
    "取引先から届いたファイルが暗号化されていて開けない",
    "データは暗号化されていますか？",
    "Is my laptop encrypted?",
    "ネットから落としたファイルを使いたい",
    "パソコンの電源を落としたほうがいい？",
    "お客様に資料を送りました",
    "弊社の会社案内をお客様の会社に送りました",
    "承認ボタンを押しました",
    "PCを開いたら更新が始まった",
    "新しいサーバーを導入したい",
    "不正アクセス禁止法とは",
    "データを公開した",
    "請求書を払いました",
    "パソコンの設定に時間を取られた",
    "リモートで作業したい",
    "I opened a ticket",
    "we lost the contract to a competitor",
    "We paid the invoice, where do I file it?",
    "lost and found policy",
    "server room access",
    "stolen goods insurance",
    "おはようございます",
    "会社の資料を他社に送っちゃまずい？",
    "アカウントがロックされました。電話で解除できますか",
    "退職する人が顧客名簿を持ち出したいと言ってきた",
    "うちのサイトを中国語に翻訳していい？",
    "全社でTeamsは使えませんか",
    "which files are encrypted on my laptop",
    "スマホから消えた連絡先を戻したい",
)


@pytest.mark.parametrize("said", QUIET)
def test_a_question_or_an_ordinary_day_raises_no_alarm(said: str) -> None:
    assert EMERGENCIES.spotted(said) is None
