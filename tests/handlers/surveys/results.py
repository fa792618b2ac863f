"""Results of a survey of a fictitious company, in both languages, as charts, sheet and spreadsheet take them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from handlers.surveys.papers.charts import Band, Cell, HeatMap, LineChart, RadarChart, Series, heat, line, radar
from handlers.surveys.papers.sheet import Chart, Grid, ItemRow, ResultSheet, SheetWords, WeakItem
from handlers.surveys.papers.tables import Sheet, Workbook

MADE = datetime(2026, 1, 30, 8, 0, tzinfo=UTC)
ITEMS, SECTIONS = 25, (5, 13, 7)


@dataclass(frozen=True)
class Language:
    """What the sample says in one language."""

    title: str
    company: str
    departments: tuple[str, ...]
    sections: tuple[str, ...]
    questions: tuple[str, ...]
    bands: tuple[str, ...]
    this: str
    before: str
    whole: str
    scale: tuple[str, str]
    marks: tuple[tuple[str, str], ...]
    edition: str
    words: SheetWords
    lines: tuple[str, ...]


JA = Language(
    "情報セキュリティ自社診断 結果シート",
    "ひかり精工株式会社",
    (
        "総務部",
        "営業部",
        "製造部",
        "情報システム課",
        "経理・財務部",
        "品質保証部",
        "研究開発部",
        "物流センター",
        "大阪支店",
        "人事部",
        "購買部",
        "カスタマーサポート部",
    ),
    ("基本的対策", "従業員としての対策", "組織としての対策"),
    (
        "パソコンやスマートフォンのOSとソフトウェアを、いつも最新の状態にしていますか？",
        "ウイルス対策ソフトを入れ、定義ファイルを自動で更新していますか？",
        "推測されにくい長いパスワードを使っていますか？",
        "重要情報を見られる人を、仕事で必要な人に限っていますか？",
        "新しい脅威や手口を知り、社内に伝えるしくみがありますか？",
    ),
    ("十分\n100点", "おおむね良好\n70～99点", "対策不足\n50～69点", "早急な対策が必要\n49点以下"),
    "今回（2026年1月）",
    "前回（2025年1月）",
    "全社",
    ("0　実施していない", "100　実施している"),
    (("?", "わからない"), ("–", "該当しない・未回答")),
    "2025年版・25項目",
    SheetWords(
        "結果",
        "図",
        "区分ごとの得点",
        "弱い項目と対策",
        "項目ごとの結果",
        "計算方法",
        "この結果について",
        "番号",
        "質問",
        "全社",
        "対策",
        "現状",
    ),
    (
        "総合点は68点で、「対策不足」にあたります。「わからない」と答えた項目から確認を進めてください。",
        "部門ごとの得点を、部門の人数で重み付けして平均しました。",
        "「該当しない」項目は、満点からも得点からも除きました。",
        "この結果は自社での点検であり、第三者による認証ではありません。",
        "部門の間で差があります。",
        "自動更新を有効にする",
        "月に一度、更新の状況を一覧で確かめる",
    ),
)
EN = Language(
    "Information security self-diagnosis: results",
    "Hikari Precision Co., Ltd.",
    (
        "General Affairs",
        "Sales",
        "Manufacturing",
        "Information Systems",
        "Accounting and Finance",
        "Quality Assurance",
        "Research and Development",
        "Logistics Centre",
        "Osaka Branch",
        "Human Resources",
        "Purchasing",
        "Customer Support",
    ),
    ("Basic measures", "Measures by employees", "Measures by the organisation"),
    (
        "Are the operating systems and software of computers and phones always up to date?",
        "Is anti-malware software installed, and does it update itself?",
        "Are passwords long and hard to guess?",
        "Can only those who need important information for their work see it?",
        "Is there a way to learn of new threats and to tell everybody?",
    ),
    ("Good\n100", "Mostly in place\n70–99", "Gaps to close\n50–69", "Act soon\n49 or less"),
    "This round (January 2026)",
    "Round before (January 2025)",
    "Company",
    ("0 Not done", "100 Done"),
    (("?", "Don't know"), ("–", "Not applicable or not answered")),
    "2025 edition, 25 items",
    SheetWords(
        "Result",
        "Charts",
        "Scores by section",
        "Weak items and what helps",
        "Results by item",
        "How it was computed",
        "About this result",
        "No.",
        "Question",
        "All",
        "What helps",
        "Standing",
    ),
    (
        'The total is 68: "gaps to close". Please begin with the items answered "don\'t know".',
        "The scores of the departments were averaged, weighted by head count.",
        'Items that are "not applicable" count neither as points nor towards the full score.',
        "This is the company's own check, not a certification by a third party.",
        "Departments differ.",
        "Switch automatic updates on",
        "Look through the state of updates once a month",
    ),
)
SPOKEN = {"ja": JA, "en": EN}


def cells(departments: int, items: int = ITEMS, seed: int = 3) -> tuple[tuple[Cell, ...], ...]:
    """Answers as they come: mostly done, some partly, some unknown or missing."""
    kinds = [Cell(100)] * 8 + [Cell(50)] * 5 + [Cell(0)] * 3 + [Cell(0, "?"), Cell(None, "–"), Cell(), Cell(66.7)]
    random = Random(seed)
    return tuple(tuple(random.choice(kinds) for _ in range(items)) for _ in range(departments))


def radar_chart(said: Language) -> RadarChart:
    series = (Series(said.this, (85, 62.5, 46.4)), Series(said.before, (70, 50, None), earlier=True))
    return RadarChart(said.words.sections, said.sections, series, said.words.sections)


def line_chart(said: Language) -> LineChart:
    rounds = tuple(str(year) for year in range(2019, 2027))
    series = (
        Series(said.whole, (35, 41, 44, 52, 58.5, 61, 68, 72)),
        Series(said.departments[0], (None, None, 30, 38, 41, 47, 69, 71)),
    )
    bands = tuple(Band(label, at) for label, at in zip(said.bands, (100, 70, 50, 0), strict=True))
    return LineChart(said.words.summary, rounds, series, bands, (6,), said.edition, said.words.number)


def heat_map(said: Language, departments: int = 12) -> HeatMap:
    groups = tuple(zip(said.sections, SECTIONS, strict=True))
    names, numbers = said.departments[:departments], tuple(str(n) for n in range(1, ITEMS + 1))
    return HeatMap(said.words.items, names, numbers, cells(len(names)), said.marks, said.scale, groups, said.whole)


def charts(said: Language, departments: int = 12) -> tuple[Chart, ...]:
    drawn = (radar(radar_chart(said)), line(line_chart(said)), heat(heat_map(said, departments)))
    titles = (said.words.sections, said.words.summary, said.words.items)
    wide = (False, False, True)
    return tuple(Chart(png, title, f"{title}: 85", w) for png, title, w in zip(drawn, titles, wide, strict=True))


def result_sheet(language: str, departments: int = 12, pictures: tuple[Chart, ...] = ()) -> ResultSheet:
    said = SPOKEN[language]
    names, questions = said.departments[:departments], [said.questions[n % 5] for n in range(ITEMS)]
    answers = list(zip(*(tuple(cell.text for cell in row) for row in cells(len(names))), strict=True))
    return ResultSheet(
        language=language,
        words=said.words,
        title=said.title,
        company=said.company,
        edition_line=said.edition,
        made_at_line="2026-01-30 17:00",
        made_at=MADE,
        marks=(),
        summary=((said.whole, "68 / 100"), (said.words.standing, said.bands[2].replace("\n", " "))),
        band_text=said.lines[0],
        how_computed=said.lines[1:3],
        sections=Grid(("", *said.sections), tuple((name, "80", "62.5", "46.4") for name in (*names, said.whole))),
        departments=names,
        items=tuple(
            ItemRow(str(n), ask, row, "64", said.lines[4] if n % 9 == 0 else "")
            for n, (ask, row) in enumerate(zip(questions, answers, strict=True), start=1)
        ),
        weak=tuple(WeakItem(str(n), questions[n], "36 / 100", said.lines[5:7], (f"3-{n}",)) for n in (2, 4, 8)),
        charts=pictures,
        disclaimers=said.lines[3:4],
    )


def workbook(language: str, departments: int = 12) -> Workbook:
    said, chart = SPOKEN[language], heat_map(SPOKEN[language], departments)
    header, *rows = chart.rows()
    summary = Sheet(said.words.summary, (said.words.sections, said.whole), (("A", 68.0), ("B", 46.4)))
    comments = (("1", '=HYPERLINK("https://evil.example","x")'), ("2", "+81"), ("3", "https://evil.example"))
    answers = Sheet(said.words.measures, (said.words.number, said.words.measures), comments)
    items = Sheet(said.words.items, header, tuple(rows), fixed=1)
    return Workbook(said.title, said.company, MADE, (summary, items, answers))
