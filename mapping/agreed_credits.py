"""A course's part of the credits of a whole learning agreement, rounded once over Table A.

The sum is that of the agreement, not of the results at hand: otherwise every further result would
change the credits of those already recognised.
"""

from collections import defaultdict

from mapping.agreements import Mobility
from mapping.apportionment import convert_credit_block
from mapping.credit_choice import ChosenCredit, choose_credit
from mapping.credits import CreditConversion, RoundingScope, convert_credit, scheme_key
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import CourseCode
from mapping.numbers import plain
from mapping.reasons import reason
from mapping.records import Credit
from mapping.setting import Setting
from mapping.terms import Regime, Work
from mapping.trace import ConversionRefused


def convert_as_agreed(
    setting: Setting, mobility: Mobility, regime: Regime, code: str, chosen: ChosenCredit
) -> tuple[CreditConversion, tuple[HeldReason, ...]]:
    """Convert one course's credits as its share of the agreement; raises ConversionRefused.

    A course that came with other credits than agreed, or was agreed without any, has no share: it
    is converted by itself, and held for a person to see.
    """
    ranges, level = setting.rulebook.legal_ranges, mobility.level
    row = setting.rows.get(CourseCode(code))
    agreed = _agreed_credits(setting)
    if row is None or not _same(agreed.get(row), chosen.credit):
        alone = convert_credit(chosen.credit, rule=chosen.rule, legal_ranges=ranges, level=level)
        stated = _text(agreed.get(row)) if row is not None else ""
        return alone, (reason(HeldCode.CREDITS_DIFFER, code, _text(chosen.credit), stated),)
    items: dict[str, ChosenCredit] = {row: chosen}
    for other in agreed.keys() - {row}:
        item = _choose(setting, mobility, regime, other, agreed[other])
        if item is not None and item.rule.scope is RoundingScope.AGREEMENT:
            items[other] = item
    return convert_credit_block(items, legal_ranges=ranges, level=level)[row], ()


def _agreed_credits(setting: Setting) -> dict[CourseCode, Credit]:
    """List the rows of Table A with their credits; a code listed with two amounts has none."""
    amounts: defaultdict[CourseCode, set[Credit]] = defaultdict(set)
    agreement = setting.case.agreement
    for row in agreement.host_components if agreement is not None else ():
        if row.credit is not None:
            amounts[row.code].add(row.credit)
    return {code: next(iter(found)) for code, found in amounts.items() if len(found) == 1}


def _choose(
    setting: Setting, mobility: Mobility, regime: Regime, code: CourseCode, credit: Credit
) -> ChosenCredit | None:
    context = setting.credit_context(mobility, regime, work_of(setting, code))
    rulebook = setting.rulebook
    try:
        return choose_credit(
            (credit,),
            rules=rulebook.credit_rules,
            legal_ranges=rulebook.legal_ranges,
            context=context,
        )
    except ConversionRefused:
        # the row's own result, when it comes, is held for the same reason
        return None


def work_of(setting: Setting, code: CourseCode) -> Work:
    """Tell the kind of work a course stands for, by the components it may count for."""
    rules = setting.rulebook.rules_by_course.get(setting.case.host, {}).get(code, ())
    index = setting.rulebook.component_index
    works = {
        index[target.code].work
        for entry in rules
        for target in entry.rule.targets
        if target.code in index
    }
    return works.pop() if len(works) == 1 else Work.THEORY


def _same(agreed: Credit | None, printed: Credit) -> bool:
    return (
        agreed is not None
        and scheme_key(agreed.scheme) == scheme_key(printed.scheme)
        and agreed.value == printed.value
    )


def _text(credit: Credit | None) -> str:
    return "" if credit is None else f"{plain(credit.value)} {credit.scheme}"
