"""Connectors that run beside the clerk: which they are, how they do, and who promotes them.

profile + store -> in shadow, or not      score of the comparisons -> promotion by a named person
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy import Connection

from config.hosts import HostSettings, ShadowEntry
from mapping.decisions import Held
from mapping.fingerprint import fingerprint
from mapping.identifiers import HeiId
from mapping.problems import UtqyrError
from mapping.shadow import Likeness, ShadowScore
from sync.audit.entry import SYSTEM, AuditAction, AuditDraft
from sync.commands import Consent
from sync.store.decisions import end_shadow, shadow_decisions
from sync.store.people import look_again_at_host
from sync.store.shadow import (
    Comparison,
    Shadow,
    load_comparisons,
    load_score,
    load_shadow,
    record_promotion,
    record_shadow,
)
from sync.store.unit_of_work import Store, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Shadows:
    """The hosts as they are configured, and which of their connectors run beside the clerk.

    Once begun, only a person's promotion ends it: taking `shadow` out of the file does not.
    """

    hosts: Mapping[HeiId, HostSettings] = field(default_factory=dict)

    def of(self, connection: Connection, host: HeiId) -> Shadow | None:
        """Give a host's connector beside the clerk; None where it delivers."""
        configured = self.hosts.get(host)
        if configured is None:
            return None
        known = load_shadow(connection, host, configured.connector)
        if known is not None and known.promoted_at is not None:
            return None
        if configured.shadow is None:
            return known
        needed = configured.shadow.equal
        fresh = Shadow(host=host, connector=configured.connector, needed=needed)
        return replace(known or fresh, needed=needed)

    def last_of(self, connection: Connection, host: HeiId) -> Shadow | None:
        """Give what is known of a host's connector beside the clerk, also once it is promoted."""
        known = load_shadow(connection, host, self.hosts[host].connector)
        return self.of(connection, host) or known

    def covers(self, connection: Connection, host: HeiId) -> bool:
        """Tell whether nothing of a host may be delivered yet."""
        return self.of(connection, host) is not None

    def scores(self, connection: Connection) -> dict[HeiId, ShadowScore]:
        """Tell how each connector beside the clerk compares."""
        found = (self.of(connection, host) for host in self.hosts)
        return {each.host: load_score(connection, each) for each in found if each is not None}

    def likeness(self, host: HeiId) -> Likeness:
        """Tell when a host's mark is equal to the clerk's."""
        return (self.hosts[host].shadow or ShadowEntry()).by

    def begin(self, store: Store, host: HeiId) -> None:
        """Put it on record where a connector runs beside the clerk for the first time.

        Everything that is known of the host is looked at again, so that all of it is compared.
        """
        with store.read() as connection:
            found = self.of(connection, host)
        if found is None or found.began_at is not None:
            return
        with store.write(actor=SYSTEM) as unit:
            if load_shadow(unit.connection, host, found.connector) is not None:
                return
            detail = {"connector": found.connector, "needed": str(found.needed)}
            entry = AuditDraft(action=AuditAction.SHADOW_BEGAN, subject=host, detail=detail)
            record_shadow(unit, host, found.connector, needed=found.needed, entry=entry)
            _end(unit, host)
            look_again_at_host(unit, host)


def _end(unit: UnitOfWork, host: HeiId) -> None:
    """End every decision in shadow; the entry of what ends them is on record beside it."""
    end_shadow(unit, [each.decision_id for each in shadow_decisions(unit.connection, host)], ())


def promote(
    store: Store, shadows: Shadows, host: HeiId, consent: Consent, *, despite_differences: bool
) -> ShadowScore:
    """Let a host's connector deliver from now on; everything of it is then decided anew.

    Raises UtqyrError where it is not in shadow, where too few marks came out equal, and where some
    came out otherwise, unless `despite_differences`: the score is on record either way.
    """
    with store.write(actor=consent.by) as unit:
        shadow = shadows.of(unit.connection, host)
        if shadow is None:
            raise UtqyrError(
                f"{host} does not run beside the clerk: there is nothing to promote",
                hint="'utqyr status' says which hosts do",
            )
        score = load_score(unit.connection, shadow)
        if not score.enough:
            raise UtqyrError(
                f"{score.equal} of {score.needed} marks came out equal so far: too few",
                hint=f"'utqyr host shadow {host}' lists them; 'connector.shadow.equal' in its file "
                "says how many it takes",
            )
        if not score.ready and not despite_differences:
            raise UtqyrError(
                f"{score.different} marks came out different and {score.not_shown} were not shown",
                hint=f"'utqyr host shadow {host}' lists them; who knows why they differ may say "
                "--despite-differences",
            )
        counts = {name: str(count) for name, count in asdict(score).items()}
        entry = AuditDraft(
            action=AuditAction.HOST_PROMOTED,
            subject=host,
            detail={
                "connector": shadow.connector,
                **counts,
                "comparisons": fingerprint(load_comparisons(unit.connection, host)),
                "reason": consent.grounds,
            },
        )
        record_promotion(unit, shadow, reason=consent.grounds, entry=entry)
        _end(unit, host)
        look_again_at_host(unit, host)
    return score


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowReport:
    """A connector beside the clerk, for people to look at.

    `held` counts the reasons of decisions that would have waited for a person.
    """

    shadow: Shadow
    score: ShadowScore
    comparisons: tuple[Comparison, ...]
    held: Mapping[str, int]


def shadow_report(connection: Connection, shadows: Shadows, host: HeiId) -> ShadowReport | None:
    """Tell how a host's connector compares; None where it never ran beside the clerk."""
    shadow = shadows.last_of(connection, host)
    if shadow is None:
        return None
    codes = Counter(
        why.code.value
        for stored in shadow_decisions(connection, host)
        if isinstance(stored.decision, Held)
        for why in stored.decision.reasons
    )
    return ShadowReport(
        shadow=shadow,
        score=load_score(connection, shadow),
        comparisons=load_comparisons(connection, host),
        held=dict(sorted(codes.items())),
    )
