import re
from datetime import UTC, date, datetime

from connectors.home.base import Verdict
from mapping.held import HeldCode
from mapping.identifiers import HeiId
from mapping.shadow import ShadowScore
from sync.host_health import Breaker
from sync.metrics import DocumentFate, JobFate, Metrics, RunOutcome

KOZMINSKI = HeiId("kozminski.edu.pl")
MORNING = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def shown(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def full() -> Metrics:
    metrics = Metrics()
    metrics.count_run(KOZMINSKI, RunOutcome.DONE, seconds=2.5, ended=MORNING)
    metrics.set_health(KOZMINSKI, Breaker.OPEN, failures=5)
    metrics.set_credential(KOZMINSKI, date(2026, 9, 1))
    metrics.set_shadow({KOZMINSKI: ShadowScore(needed=20, equal=18, not_shown=1)})
    metrics.count_documents(KOZMINSKI, DocumentFate.KEPT, 3)
    metrics.count_staged(KOZMINSKI, 40)
    metrics.count_decisions("recognised", 12)
    metrics.set_held({HeldCode.UNMAPPED_COURSE: 2})
    metrics.set_outbox({"pending": 5})
    metrics.count_deliveries(Verdict.WRITTEN, 7)
    metrics.count_job("deliver", JobFate.SKIPPED)
    metrics.set_audit(entries=99, intact=True)
    metrics.beat(MORNING)
    return metrics


def test_run_is_counted_by_host_and_outcome() -> None:
    metrics = full()
    metrics.count_run(KOZMINSKI, RunOutcome.UNAVAILABLE, seconds=1, ended=MORNING)

    assert shown(metrics, "utqyr_runs_total", host=KOZMINSKI, outcome="done") == 1
    assert shown(metrics, "utqyr_runs_total", host=KOZMINSKI, outcome="unavailable") == 1
    assert shown(metrics, "utqyr_run_duration_seconds_count") == 2


def test_only_a_good_end_moves_the_last_success() -> None:
    metrics = Metrics()
    metrics.count_run(KOZMINSKI, RunOutcome.FAILED, seconds=1, ended=MORNING)
    assert shown(metrics, "utqyr_last_success_timestamp_seconds", host=KOZMINSKI) is None

    metrics.count_run(KOZMINSKI, RunOutcome.DONE, seconds=1, ended=MORNING)
    assert (
        shown(metrics, "utqyr_last_success_timestamp_seconds", host=KOZMINSKI)
        == MORNING.timestamp()
    )


def test_a_host_that_left_the_shadow_is_shown_no_more() -> None:
    metrics = full()
    of = "utqyr_shadow_comparisons"
    assert shown(metrics, of, host=KOZMINSKI, verdict="equal") == 18
    assert shown(metrics, of, host=KOZMINSKI, verdict="not-shown") == 1

    metrics.set_shadow({})

    assert shown(metrics, of, host=KOZMINSKI, verdict="equal") is None


def test_held_reason_that_is_resolved_goes_back_to_zero() -> None:
    metrics = Metrics()
    metrics.set_held({HeldCode.UNMAPPED_COURSE: 2})
    metrics.set_held({HeldCode.FAILED: 1})

    assert shown(metrics, "utqyr_held", code="unmapped-course") == 0
    assert shown(metrics, "utqyr_held", code="failed") == 1


def test_outbox_state_that_empties_goes_back_to_zero() -> None:
    metrics = Metrics()
    metrics.set_outbox({"pending": 5})
    metrics.set_outbox({"confirmed": 5})

    assert shown(metrics, "utqyr_outbox", state="pending") == 0
    assert shown(metrics, "utqyr_outbox", state="confirmed") == 5


def test_broken_audit_log_shows() -> None:
    metrics = full()
    metrics.set_audit(entries=100, intact=False)

    assert shown(metrics, "utqyr_audit_intact") == 0
    assert shown(metrics, "utqyr_audit_entries") == 100


def test_text_holds_every_metric_and_only_closed_labels() -> None:
    text = full().text().decode()

    labels = {
        name for found in re.findall(r"\{(.*?)\}", text) for name in re.findall(r"(\w+)=", found)
    }
    assert labels == {
        "code",
        "fate",
        "host",
        "job",
        "kind",
        "le",
        "outcome",
        "state",
        "verdict",
    }
    families = re.findall(r"^# TYPE (\w+) (?:counter|gauge|histogram)$", text, re.MULTILINE)
    ours = [name for name in families if not name.endswith("_created")]
    assert all(name.startswith("utqyr_") for name in ours)
    for name in ours:
        assert re.search(rf"^{name}(_count)?(\{{.*\}})? ", text, re.MULTILINE), name


def test_two_sets_of_metrics_do_not_share_a_registry() -> None:
    one, other = Metrics(), Metrics()
    one.count_staged(KOZMINSKI, 1)

    assert shown(other, "utqyr_results_staged_total", host=KOZMINSKI) is None


def test_a_breaker_is_in_one_state() -> None:
    metrics = Metrics()
    for breaker in Breaker:
        metrics.set_health(KOZMINSKI, breaker, failures=1)
        states = {
            state: shown(metrics, "utqyr_host_breaker", host=KOZMINSKI, state=state.value)
            for state in Breaker
        }
        assert states == {state: float(state is breaker) for state in Breaker}
