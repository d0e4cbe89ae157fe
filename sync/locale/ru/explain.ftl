### Весь путь одной оценки: от документа вуза до подтверждения.

explain-title = { $reference } · { $host }{ IF_GIVEN($student, before: " · студент ") }
explain-decided = Решено { $at } по правилам { $revision }
explain-superseded = Заменено: вместо него действует более новое решение.
explain-documents = Документы
explain-document = { $title }, получен { $at }
explain-document-digest = контрольная сумма SHA-256 { $digest }
explain-steps = Как принято решение
explain-source = источник: { $source }
explain-place = место: { $place }
explain-outcomes = Итог
explain-outcome = { $component }: кредитов { $credits }{ IF_GIVEN($letter, before: ", ") }{ IF_GIVEN($points, before: ", баллы ") }{ IF_GIVEN($percent, before: ", ", after: " %") }
explain-outcome-ungraded = { $component }: кредитов { $credits }, без баллов
explain-held = Ждёт решения человека
explain-deliveries = Журнал оценок
explain-delivery = { $component }: { WORD($state, of: "state") }{ IF_GIVEN($wanted, before: "; нужно ", after: " %") }{ IF_GIVEN($last_written, before: "; записано нами ", after: " %") }{ IF_GIVEN($there_now, before: "; найдено там ", after: " %") }{ IF_GIVEN($at, before: "; ") }
explain-receipt = подтверждение { $receipt }
explain-audit = В журнале аудита
explain-audit-entry = запись { $sequence }, { $at }, { $actor }: { WORD($action, of: "action") }
