"""Service guides (办事指南) of a bundle: one model, as HTML, Markdown and PDF."""

from yishi_engine.publish.guide.html import html
from yishi_engine.publish.guide.making import make_guide
from yishi_engine.publish.guide.markdown import markdown
from yishi_engine.publish.guide.model import Guide, Section
from yishi_engine.publish.guide.pdf import pdf
from yishi_engine.publish.guide.savings import Saving, savings

__all__ = ["Guide", "Saving", "Section", "html", "make_guide", "markdown", "pdf", "savings"]
