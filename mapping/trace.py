"""Explanations as data: what was done to a value, by which rule, from which source."""

from dataclasses import dataclass

from mapping.problems import UtqyrError


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a conversion or a decision.

    `kind` names the sentence that explains it (the message catalogues hold one per language);
    `facts` are its values as text, in order; `source` is the rule's authority (an order, a table, a
    host's document) and `place` the file and line where somebody chose it.
    """

    kind: str
    facts: tuple[tuple[str, str], ...] = ()
    source: str = ""
    place: str = ""


class ConversionRefused(UtqyrError):
    """A value may not be converted; `code` is a held reason and `facts` fill its sentence."""

    def __init__(
        self, code: str, message: str, *, hint: str = "", facts: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.facts = facts
