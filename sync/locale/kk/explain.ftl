### Бір бағаның бүкіл жолы: ЖОО құжатынан растауға дейін.

explain-title = { $reference } · { $host }{ IF_GIVEN($student, before: " · студент ") }
explain-decided = Шешім қабылданған уақыты { $at }, ережелер { $revision }
explain-superseded = Ауыстырылған: оның орнында жаңарақ шешім тұр.
explain-documents = Құжаттар
explain-document = { $title }, алынған уақыты { $at }
explain-document-digest = SHA-256 бақылау қосындысы { $digest }
explain-steps = Шешім қалай қабылданды
explain-source = дереккөзі: { $source }
explain-place = орны: { $place }
explain-outcomes = Қорытынды
explain-outcome = { $component }: { $credits } кредит{ IF_GIVEN($letter, before: ", ") }{ IF_GIVEN($points, before: ", балл ") }{ IF_GIVEN($percent, before: ", ", after: " %") }
explain-outcome-ungraded = { $component }: { $credits } кредит, балсыз
explain-held = Адамның шешімін күтіп тұр
explain-deliveries = Бағалар журналы
explain-delivery = { $component }: { WORD($state, of: "state") }{ IF_GIVEN($wanted, before: "; керегі ", after: " %") }{ IF_GIVEN($last_written, before: "; біз жазған ", after: " %") }{ IF_GIVEN($there_now, before: "; онда табылғаны ", after: " %") }{ IF_GIVEN($at, before: "; ") }
explain-receipt = растау { $receipt }
explain-audit = Аудит журналында
explain-audit-entry = { $sequence }-жазба, { $at }, { $actor }: { WORD($action, of: "action") }
