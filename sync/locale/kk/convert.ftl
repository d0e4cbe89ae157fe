## Бір мәннің неге қайта есептелмейтіні және енді не істеу керегі

refused-no-credits = Кредиттер көрсетілмеген.
refused-unknown-credit-scheme = «{ $scheme }» кредит жүйесі сипатталмаған; ол ешқашан ECTS деп есептелмейді.
refused-no-credit-rule = Қайта есептеу ережесі жоқ ({ $value } { WORD($scheme, of: "scheme") }): { WORD($regime, of: "regime") }, { WORD($level, of: "level") }, { WORD($work, of: "work") }.
refused-ambiguous-credit-rule = { $value } { WORD($scheme, of: "scheme") } үшін бірнеше қайта есептеу ережесі бірдей сәйкес келеді: { $rules }.
refused-no-legal-range = Ұлттық кесте коэффициенттердің дәл бір аралығын бермейді: { WORD($work, of: "work") }, { WORD($level, of: "level") }: { WORD($rows, of: "rows") }.
refused-coefficient-missing = Коэффициент таңдалмаған: { WORD($work, of: "work") }, { WORD($level, of: "level") }; рұқсат етілген аралық { $lowest } – { $highest }.
refused-coefficient-out-of-range = { $coefficient } коэффициенті рұқсат етілген { $lowest } – { $highest } аралығынан тыс: { WORD($work, of: "work") }, { WORD($level, of: "level") }.
refused-rounding-missing = { $quotient } кредитті қалай дөңгелектеу керегі таңдалмаған.
refused-zero-credits = { $value } { WORD($scheme, of: "scheme") } қайта есептелгенде { $quotient } шығады, ол нөл кредитке дейін дөңгелектенеді.
refused-no-grade = Баға көрсетілмеген.
refused-no-grade-table = Бағаларды ауыстыру кестесі жоқ: { $scheme } шкаласы{ IF_GIVEN($host, before: ", ") }{ IF_GIVEN($on, before: ", күні ") }.
refused-ambiguous-grade-table = Бағаларды ауыстырудың бірнеше кестесі сәйкес келеді ({ $scheme } шкаласы{ IF_GIVEN($host, before: ", ") }): { $tables }.
refused-unknown-grade = «{ $label }» бағасы { $scheme } шкаласында жоқ.
refused-ambiguous-grade = «{ $label }» бағасының { $scheme } шкаласында бірнеше мағынасы болуы мүмкін: { $options }.
refused-grade-contradiction = Деректер бір-біріне қайшы: { IF_GIVEN($label, before: "баға ", otherwise: "баға жоқ") }{ IF_GIVEN($percent, before: ", ", after: " %") }{ IF_GIVEN($points, before: ", балл ") }.
refused-percent-missing = { $letter } бағасы { $lowest } – { $highest } % аралығын қамтиды; пайыз ойдан шығарылмайды.

hint-unknown-credit-scheme = жүйені жеке қайта есептеу ережесінде сипаттаңыз
hint-no-credit-rule = осы жүйеге, режимге, деңгейге және жұмыс түріне ереже қосыңыз
hint-ambiguous-credit-rule = ережелердің бірін тарылтыңыз немесе алып тастаңыз
hint-coefficient-missing = рұқсат етілген аралықтан бір мән таңдаңыз
hint-coefficient-out-of-range = рұқсат етілген аралықтан бір мән таңдаңыз
hint-rounding-missing = half-up, floor немесе ceiling таңдаңыз
hint-no-grade-table = қабылдаушы ЖОО-ның өз кестесін дереккөз құжатымен бірге қосыңыз
hint-ambiguous-grade-table = кестелердің мерзімдері қабаттаспасын
hint-unknown-grade = бағаны ЖОО кестесіне қосыңыз немесе шкаланы түзетіңіз
hint-ambiguous-grade = ЖОО кестесі бір ғана бағаны атасын
hint-grade-contradiction = қай дерек дұрыс екенін қабылдаушы ЖОО-дан сұраңыз
hint-percent-missing = пайызды қабылдаушы ЖОО-дан сұраңыз
