"""What is said of a link without a mail: levels, reasons, and what must not count."""

from __future__ import annotations

import pytest

from bot.mail_check.analysis import analyse
from bot.mail_check.destinations import Owner, destinations_of
from bot.mail_check.likeness import ALIKE, Likeness
from bot.mail_check.marks import Marks, marks_of
from bot.mail_check.recognise_link import read_link
from bot.mail_check.report import report_of
from bot.mail_check.verdict import Verdict
from tests.bot.mail_check.making import facts
from tests.kit import links, more_links

DELIVERY = "お荷物のお届けにあがりましたが不在の為持ち帰りました。ご確認ください。"
DOUBT = "このリンクが届きました。開いても大丈夫でしょうか"


def verdict(text: str) -> Verdict:
    return analyse(read_link(text, facts().lures), facts()).verdict


def signs(text: str) -> set[str]:
    return {one.finding.id for one in analyse(read_link(text, facts().lures), facts()).reasons}


def marks(text: str) -> Marks:
    return marks_of(read_link(text, facts().lures))


@pytest.mark.parametrize("link", links.UNSEEN)
def test_what_cannot_be_seen_from_here_is_caution_and_no_more(link: str) -> None:
    assert verdict(link) is Verdict.CAUTION


@pytest.mark.parametrize("link", [one for one in (*links.ORDINARY, *more_links.ORDINARY) if "example" not in one])
def test_an_everyday_address_shows_no_sign(link: str) -> None:
    assert verdict(link) is Verdict.NO_SIGN


def test_links_that_are_made_to_deceive_are_told() -> None:
    found = [verdict(link) for link in (*links.PHISHING, *more_links.PHISHING)]
    assert found.count(Verdict.NO_SIGN) <= 4
    assert found.count(Verdict.DANGER) >= 0.8 * len(found)


@pytest.mark.parametrize(
    ("link", "sign"),
    [
        ("https://aoba-w0rks.com/login", "U07_brand_lookalike"),
        ("https://minatokogyo-jp.com/", "U07_brand_lookalike"),
        ("https://www.amazon.co.jp.account-check.com/", "U07_brand_lookalike"),
        ("https://xn--pypal-4ve.com/", "U05_punycode"),
        ("https://bit.ly/3AbCdEf", "U03_shortener"),
        ("http://203.0.113.7/", "U04_ip_url"),
        ("http://3405803783/", "U04_ip_url"),
        ("https://strange.top/", "U08_tld"),
        ("https://strange.web.app/", "U09_freehost"),
        ("https://www.amazon.co.jp@strange-site.com/", "U06_userinfo"),
        ("https://strange-site.com/app.apk", "U24_download_link"),
        ("https://www.google.com/url?q=https://amazon-login.com/", "U07_brand_lookalike"),
        ("https://amazon.strange-site.com/", "U07b_brand_subdomain"),
        ("https://strange-site.com/amazon/signin", "U07c_brand_path"),
        ("https://amazon.co.jp<https://strange-site.com/>", "U02_anchor_mismatch"),
        ("javascript:alert(1)", "U15_bad_scheme"),
    ],
)
def test_every_sign_of_a_link_alone_is_seen(link: str, sign: str) -> None:
    assert sign in signs(link)


@pytest.mark.parametrize("link", [*links.PHISHING, *links.CHECK])
def test_nothing_that_needs_a_mail_counts(link: str) -> None:
    assert not [sign for sign in signs(link) if sign[0] in "SHAQP" or sign in {"U01_link", "B25_few_words_link"}]


def test_a_lure_counts_only_when_it_leads_to_a_site_that_nobody_knows() -> None:
    assert verdict(f"{DELIVERY} https://strange-site.com/a") is Verdict.CAUTION
    assert verdict(f"{DELIVERY} https://bit.ly/3AbCdEf") is Verdict.CAUTION or Verdict.DANGER
    assert verdict(f"【佐川急便】{DELIVERY} https://strange-site.com/a") is Verdict.DANGER
    assert verdict(f"【佐川急便】{DELIVERY} https://k2k.sagawa-exp.co.jp/p/") is Verdict.NO_SIGN


def test_the_doubts_of_who_asks_are_not_blamed_on_the_link() -> None:
    assert verdict("Googleで検索したら出てきました。安全ですか？ https://www.tsukuba-parts.co.jp/") is Verdict.NO_SIGN


@pytest.mark.parametrize(
    ("link", "owner"),
    [
        ("https://intra.aoba-works.example/portal", Owner.OURS),
        ("https://www.minatokogyo.co.jp/", Owner.PARTNER),
        ("https://www.amazon.co.jp/", Owner.KNOWN),
        ("https://docs.google.com/forms/d/e/1/viewform", Owner.ANYBODY),
        ("https://bit.ly/3AbCdEf", Owner.HIDDEN),
        ("https://arnazon-login.top/", Owner.STRANGER),
        ("https://www.amazon.co.jp@arnazon-login.top/", Owner.STRANGER),
    ],
)
def test_it_says_whose_the_site_is(link: str, owner: Owner) -> None:
    (found,) = destinations_of(read_link(link, facts().lures), facts())
    assert found.owner is owner


def test_our_own_address_has_no_sign_whatever_its_path() -> None:
    assert verdict("https://intra.aoba-works.example/wp-login.php") is Verdict.NO_SIGN


def test_a_report_names_the_link_and_keeps_what_a_message_said() -> None:
    mail = read_link(f"{DELIVERY} hxxps://strange-site[.]com/a", facts().lures)
    report = report_of(mail, analyse(mail, facts()), destinations_of(mail, facts()))
    assert report.subject == "https://strange-site.com/a"
    assert report.excerpt == DELIVERY
    asked = read_link("これは安全ですか https://strange-site.com/a", facts().lures)
    assert report_of(asked, analyse(asked, facts())).excerpt == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://bit.ly/3AbCdEf", "これ大丈夫？ hxxps://bit[.]ly/3AbCdEf", True),
        ("https://bit.ly/3AbCdEf", "https://bit.ly/3XyZ123", False),
        ("https://strange.top/a?id=1", "https://strange.top/b?id=2", True),
        ("https://strange.top/", "https://other.top/", False),
        ("https://a.web.app/", "https://b.web.app/", False),
        ("https://a.web.app/x", "https://a.web.app/y", True),
        (f"{DELIVERY} https://strange.top/", f"{DELIVERY} https://other.top/", True),
        (
            f"{DOUBT} https://a.top/",
            f"{DOUBT} https://b.top/",
            False,
        ),
    ],
)
def test_the_same_link_is_one_campaign(one: str, other: str, same: bool) -> None:
    likeness = Likeness.of(facts().content)
    assert (likeness.between(marks(one), marks(other)) >= ALIKE) is same
    assert (likeness.between(marks(other), marks(one)) >= ALIKE) is same


def test_a_strangers_site_is_named_by_what_they_had_to_register() -> None:
    (found,) = destinations_of(read_link("https://www.amazon.co.jp.account-check.top/", facts().lures), facts())
    assert found.name == "account-check.top"


@pytest.mark.parametrize(
    "link",
    [
        "https://arnazon-login.top/?next=https://www.amazon.co.jp/",
        "https://arnazon-login.top/https://www.nta.go.jp/",
        "http://203.0.113.7/?u=https%3A%2F%2Fwww.amazon.co.jp",
        "https://www.google.com/url?q=https://www.google.com/url?q=https://arnazon-login.top/",
        "https://urldefense.com/v3/__https://arnazon-login.top/__;!!a",
    ],
)
def test_a_link_is_judged_by_every_place_that_it_names(link: str) -> None:
    assert verdict(link) is Verdict.DANGER


def test_a_famous_address_behind_a_strangers_host_does_not_hide_it() -> None:
    mail = read_link("https://evil.com/?next=https://www.amazon.co.jp/", facts().lures)
    found = [(one.name, one.owner) for one in destinations_of(mail, facts())]
    assert found[0] == ("evil.com", Owner.STRANGER)


@pytest.mark.parametrize(
    "link",
    ["http://0313.0.0161.07/", "https://203.0.28935/", "https://0xcb.0x0.0x71.0x7/", "https://203。0。113。7/login"],
)
def test_an_address_of_numbers_is_read_as_browsers_read_it(link: str) -> None:
    assert "U04_ip_url" in signs(link)
    mail = read_link(link, facts().lures)
    assert [one.name for one in destinations_of(mail, facts())] == ["203.0.113.7"]


@pytest.mark.parametrize(
    "link",
    ["https://www.amazon.co.jp%2eevil.com/", "https://amazon。co。jp。evil。top/", "https://www.nta.go.jp.evil。top/"],
)
def test_a_host_is_read_as_browsers_read_it(link: str) -> None:
    assert verdict(link) is Verdict.DANGER


@pytest.mark.parametrize("link", ["https://nta-go.jp/", "https://zoom-us.com/j/123", "https://mizuhobank-co-jp.top/"])
def test_a_real_address_with_its_dots_written_as_dashes_is_an_imitation(link: str) -> None:
    assert "U07_brand_lookalike" in signs(link)


def test_a_page_that_a_translator_passes_on_is_anybodys() -> None:
    assert verdict("https://arnazon--login-top.translate.goog/") is Verdict.CAUTION
