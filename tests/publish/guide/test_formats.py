"""The formats of a guide: they say what it says, and no name can turn into markup."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from tests.publish.guide.reading import guide_of, shipped
from yishi_engine.bundle import Department
from yishi_engine.publish.flowchart import picture, png, poster
from yishi_engine.publish.guide import Guide, html, make_guide, markdown, pdf
from yishi_engine.publish.guide.model import Grid, Pairs, Paragraph, Points
from yishi_engine.publish.guide.numerals import numeral
from yishi_engine.publish.guide.pdf import content, fingerprint
from yishi_engine.publish.printing import PrintingUnavailable, printer

if TYPE_CHECKING:
    from collections.abc import Iterator

VOID = {"meta", "link", "br", "img", "col", "hr", "input"}
HOSTILE = '<img src=x onerror=alert(1)>"\'&</td></script>`|*_[x](javascript:1)#eval("1")\\'


class Page(HTMLParser):
    """Reads a page: its elements with their attributes, whether they are nested properly, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def said(guide: Guide) -> Iterator[str]:
    """Yield all that a guide says, apart from the flowchart."""
    yield guide.title
    for section in guide.sections:
        yield section.title
        for block in section.blocks:
            match block:
                case Paragraph(words):
                    yield words
                case Points(points):
                    yield from points
                case Pairs(rows):
                    yield from (line for title, lines in rows for line in (title, *lines))
                case Grid(caption, head, rows):
                    yield from (caption, *head, *(line for row in rows for lines in row for line in lines))


def hostile() -> Guide:
    """Return a guide in which all that a designer writes looks like markup."""
    bundle = shipped().get("open-restaurant")
    items = tuple(item.model_copy(update={"name": HOSTILE, "exempt_note": HOSTILE}) for item in bundle.items)
    form = tuple(field.model_copy(update={"label": HOSTILE}) for field in bundle.form)
    asked = tuple(question.model_copy(update={"ask": HOSTILE}) for question in bundle.questions)
    papers = tuple(material.model_copy(update={"name": HOSTILE}) for material in bundle.materials)
    parts = {
        "name": HOSTILE,
        "items": items,
        "form": form,
        "questions": asked,
        "materials": papers,
        "basis": (HOSTILE,),
    }
    departments = dict.fromkeys(shipped().departments, Department(name=HOSTILE, phone=HOSTILE))
    return make_guide(bundle.model_copy(update=parts), departments)


def flat(text: str) -> str:
    """Return a text without blanks."""
    return re.sub(r"\s", "", text)


class TestHtml:
    """The page."""

    @pytest.mark.parametrize("name", ["newborn", "open-hotel", "open-restaurant"])
    def test_everything_is_said(self, name: str) -> None:
        """Each sentence and cell of the guide stands in the page."""
        words = flat("".join(Page(html(guide_of(name))).words))
        assert [each for each in said(guide_of(name)) if flat(each) not in words] == []

    def test_it_needs_nothing_else(self) -> None:
        """No script, no file from elsewhere, no style sheet but its own."""
        page = Page(html(guide_of("open-restaurant")))
        assert not page.all("script") + page.all("link") + page.all("img") + page.all("iframe")
        assert "url(" not in html(guide_of("open-restaurant"))
        assert all((each.get("href") or "").startswith("#") for each in page.all("a"))

    def test_it_is_accessible(self) -> None:
        """Language, one first heading, a skip link, named sections and tables, headers of rows and columns."""
        page = Page(html(guide_of("open-restaurant")))
        assert page.all("html") == [{"lang": "zh-CN"}]
        assert len(page.all("h1")) == len(page.all("main")) == 1
        ids = {attributes["id"] for _, attributes in page.elements if attributes.get("id")}
        assert len(ids) == sum("id" in attributes for _, attributes in page.elements)
        targets = [*(each["href"] or "" for each in page.all("a"))]
        assert targets[0] == "#main"
        assert {target[1:] for target in targets} <= ids
        assert {each["aria-labelledby"] for each in page.all("section")} <= ids
        assert all(each.get("scope") in {"row", "col"} for each in page.all("th"))
        assert len(page.all("caption")) == sum(each.get("class") == "grid" for each in page.all("table"))
        assert [each.get("role") for each in page.all("svg")] == ["img"]
        assert len(page.all("title")) == 2

    def test_colours_can_be_told_apart(self) -> None:
        """Text has a contrast of at least 4.5 to 1 against what it stands on."""
        style = html(guide_of("open-restaurant"))
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", style))
        for text, ground in (
            ("ink", "#ffffff"),
            ("soft", "#ffffff"),
            ("ink", colours["wash"]),
            ("soft", colours["wash"]),
        ):
            assert contrast(colours[text], ground) >= 4.5
        assert contrast("#ffffff", colours["blue"]) >= 4.5
        assert contrast("#0b4f8a", colours["wash"]) >= 4.5

    def test_drawing_can_be_read(self) -> None:
        """So has the text of the chart."""
        svg = picture(poster(shipped().get("open-restaurant"), shipped().departments)).svg
        assert set(re.findall(r'<text[^>]* fill="(#[0-9a-f]{6})"', svg)) == {"#1d2733", "#3f4a57", "#ffffff", "#5c4400"}
        for ground in ("#1f4e79", "#4f6272", "#2f6b4f"):
            assert contrast("#ffffff", ground) >= 4.5
        for text, ground in (("#5c4400", "#fff3c4"), ("#3f4a57", "#e3edf7"), ("#3f4a57", "#ffffff")):
            assert contrast(text, ground) >= 4.5

    def test_hostile_names_are_text(self) -> None:
        """Names that look like markup are shown as they are written; no element comes of them."""
        text = html(hostile())
        page = Page(text)
        assert not page.all("img") + page.all("script")
        assert "<img" not in text
        assert HOSTILE in unescape("".join(page.words))

    def test_stamp_names_the_definition(self) -> None:
        """The page says which definition it was made from."""
        guide = make_guide(shipped().get("newborn"), shipped().departments, digest="sha256:abc")
        assert "newborn 第1版" in html(guide)
        assert "sha256:abc" in html(guide)


class TestMarkdown:
    """Markdown."""

    def test_everything_is_said(self) -> None:
        """Each sentence and cell stands in the text."""
        guide = guide_of("open-hotel")
        words = flat(re.sub(r"\\(.)", r"\1", markdown(guide)))
        assert [each for each in said(guide) if flat(each) not in words] == []

    def test_tables_have_as_many_cells_as_titles(self) -> None:
        """A bar in a name does not end a cell."""
        rows: list[int] = []
        for line in markdown(hostile()).splitlines():
            if line.startswith("|"):
                rows.append(len(re.findall(r"(?<!\\)\|", line)))
            else:
                assert len(set(rows)) <= 1
                rows = []

    def test_hostile_names_are_text(self) -> None:
        """No HTML, no link and no code comes of a name."""
        prose = re.sub(r"```mermaid\n.*?```", "", markdown(hostile()), flags=re.DOTALL)
        assert "<img" not in prose
        assert not re.search(r"(?<!\\)\[x", prose)
        assert not re.search(r"(?<!\\)`", prose)

    def test_headings_are_numbered(self) -> None:
        """Sections count in Chinese numerals."""
        headings = re.findall(r"^## (.*)$", markdown(guide_of("newborn")), re.MULTILINE)
        assert headings[0] == "一、基本信息"
        assert headings[11] == "十二、比单独办理减少了什么"
        assert [numeral(number) for number in (9, 10, 11, 20, 21, 99)] == [
            "九",
            "十",
            "十一",
            "二十",
            "二十一",
            "九十九",
        ]


class TestPdf:
    """PDF and PNG, where the machine has a Chinese font."""

    @pytest.fixture(autouse=True)
    def _font(self) -> None:
        try:
            printer()
        except PrintingUnavailable as missing:
            pytest.skip(str(missing))

    def test_pdf_is_made(self) -> None:
        """A guide becomes a PDF with its title and fingerprint, the same each time."""
        guide = guide_of("open-restaurant")
        made = pdf(guide)
        assert made.startswith(b"%PDF-")
        assert fingerprint(guide).encode() in made
        assert made == pdf(guide)

    def test_hostile_names_are_text(self) -> None:
        """Names that look like typst are data for the template, so that they compile and do nothing."""
        assert pdf(hostile()).startswith(b"%PDF-")

    def test_fingerprint_follows_the_content(self) -> None:
        """Another word gives another fingerprint."""
        assert fingerprint(guide_of("newborn")) != fingerprint(guide_of("newborn", {"registered": True}))
        assert "新生儿出生" in content(guide_of("newborn"))

    def test_png_is_twice_as_large_as_the_drawing(self) -> None:
        """A picture has two pixels for each of the drawing."""
        drawn = picture(poster(shipped().get("newborn"), shipped().departments))
        made = png(drawn)
        assert made.startswith(b"\x89PNG")
        size = int.from_bytes(made[16:20]), int.from_bytes(made[20:24])
        assert size == (2 * drawn.width, 2 * drawn.height)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
