"""Texts of documents in three languages at once, from the message catalogues; decides nothing."""

from collections.abc import Callable
from functools import cache

from connectors.transcripts.document import Trilingual, Wording
from connectors.transcripts.labels import LABELS
from mapping.held import HeldReason
from mapping.records import LocalisedText
from sync.messages import Messages


def document_wording() -> Wording:
    """Give the fixed words of documents."""
    return {label: entry_in_three(f"document-{label}") for label in LABELS}


def in_three(say: Callable[[Messages], str]) -> Trilingual:
    """Say something in the three languages."""
    kazakh, russian, english = _catalogues()
    return Trilingual(kk=say(kazakh), ru=say(russian), en=say(english))


def entry_in_three(name: str, **facts: str) -> Trilingual:
    """Fill an entry of the catalogues in the three languages."""
    return in_three(lambda messages: messages.text(name, **facts))


def word_in_three(value: str, vocabulary: str) -> Trilingual:
    """Translate a word of a closed vocabulary."""
    return in_three(lambda messages: messages.word(value, vocabulary))


def held_in_three(reason: HeldReason) -> Trilingual:
    """Say why something waits; the sentence may hold a grade: never log it."""
    return in_three(lambda messages: messages.held(reason))


def localised_in_three(texts: tuple[LocalisedText, ...]) -> Trilingual:
    """Take the texts of the three languages; one without a language stands for those missing."""
    known = {text.language.partition("-")[0]: text.text for text in reversed(texts)}
    other = known.get("", "")
    return Trilingual(
        kk=known.get("kk", other), ru=known.get("ru", other), en=known.get("en", other)
    )


@cache
def _catalogues() -> tuple[Messages, Messages, Messages]:
    return Messages("kk"), Messages("ru"), Messages("en")
