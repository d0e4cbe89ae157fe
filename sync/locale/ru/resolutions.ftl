### Что делать человеку и какой командой.

resolution-release = Если можно оставить как есть: utqyr held release { $reference } --by ИМЯ --reason ПРИЧИНА. Если нет: utqyr held refuse { $reference } --by ИМЯ --reason ПРИЧИНА
resolution-release-failed = Чтобы записать неудовлетворительную оценку: utqyr held release { $reference } --by ИМЯ --reason ПРИЧИНА. Чтобы не записывать: utqyr held refuse { $reference } --by ИМЯ --reason ПРИЧИНА
resolution-release-passed-turned-failed = Чтобы заменить положительную оценку неудовлетворительной: utqyr held release { $reference } --by ИМЯ --reason ПРИЧИНА. Чтобы оставить прежнюю: utqyr held refuse { $reference } --by ИМЯ --reason ПРИЧИНА
resolution-release-withdrawal-proposed = Чтобы снять результаты: utqyr held release { $reference } --by ИМЯ --reason ПРИЧИНА. Чтобы оставить: utqyr held refuse { $reference } --by ИМЯ --reason ПРИЧИНА
resolution-release-withdrawn-by-host = Чтобы снять результаты: utqyr held release { $reference } --by ИМЯ --reason ПРИЧИНА. Чтобы оставить: utqyr held refuse { $reference } --by ИМЯ --reason ПРИЧИНА
resolution-release-changed-after-freeze = Чтобы исправить закрытую оценку: utqyr held release { $reference } --by ИМЯ --reason ПРИЧИНА --order НОМЕР. Чтобы оставить: utqyr held refuse { $reference } --by ИМЯ --reason ПРИЧИНА
resolution-release-home-changed-there = Чтобы записать нашу оценку поверх: utqyr held release { $reference } --by ИМЯ --reason ПРИЧИНА. Чтобы оставить ту, что стоит: utqyr held refuse { $reference } --by ИМЯ --reason ПРИЧИНА
resolution-release-home-left-behind = Чтобы снять старую оценку: utqyr held release { $reference } --by ИМЯ --reason ТЕКСТ. Чтобы оставить: utqyr held refuse { $reference } --by ИМЯ --reason ТЕКСТ
resolution-release-home-not-confirmed = Чтобы записать нашу оценку ещё раз: utqyr held release { $reference } --by ИМЯ --reason ПРИЧИНА. Чтобы оставить ту, что стоит: utqyr held refuse { $reference } --by ИМЯ --reason ПРИЧИНА
resolution-edit-mapping = Исправьте mapping/{ $host }.yaml, затем: utqyr check
resolution-edit-rules = Исправьте { $file }, затем: utqyr check
resolution-import-agreement = Загрузите утверждённое соглашение об обучении: utqyr import agreements ФАЙЛ --by ИМЯ
resolution-identify = Укажите, чьи это результаты: utqyr held identify { $reference } --mobility МОБИЛЬНОСТЬ --by ИМЯ --reason ПРИЧИНА
resolution-ask-host = Запросите у вуза { $host } исправленный документ; он будет прочитан, как только поступит.
resolution-wait = Ничего: решение будет принято заново, когда вуз пришлёт остальное.
resolution-mend-home = Исправьте это в Moodle нашего вуза; при следующей передаче будет проверено снова.

placeholder-reference = НОМЕР
placeholder-host = ВУЗ
