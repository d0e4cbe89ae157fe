<?php
// This file is part of Moodle - http://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <http://www.gnu.org/licenses/>.

/**
 * Russian strings.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['allstudents'] = 'Признанные результаты студентов';
$string['athost'] = 'В принимающем вузе';
$string['busy'] = 'Идёт другая передача. Ничего не записано; повторите позже.';
$string['coursereport'] = 'Признано из других вузов';
$string['creditsamount'] = 'кредитов: {$a}';
$string['creditscolumn'] = 'Кредиты';
$string['creditstotal'] = 'Признано кредитов по этой поездке: {$a}';
$string['decisionreference'] = 'Решение {$a}';
$string['earlierversions'] = 'Прежние версии';
$string['enrol'] = 'Записывать студентов';
$string['enrol_desc'] = 'Студент, не записанный на курс к приходу результата, записывается ручным способом. Приостановленные записи не меняются.';
$string['enrolrole'] = 'Роль записанных студентов';
$string['enrolrole_desc'] = 'Она должна быть одной из оцениваемых ролей сайта.';
$string['eventresultdelivered'] = 'Признанный результат передан';
$string['eventresultwithdrawn'] = 'Признанный результат снят';
$string['eventtranscriptviewed'] = 'Признанные результаты просмотрены';
$string['feedbackcredits'] = 'Кредиты здесь: {$a}.';
$string['feedbackdecision'] = 'Решение: {$a}.';
$string['feedbackhost'] = 'Признано по результатам мобильности: {$a}.';
$string['feedbackoriginal'] = 'Там: {$a->course}; оценка {$a->grade}; кредиты {$a->credits}.';
$string['feedbackrule'] = 'Правило: {$a}.';
$string['gradenotwritten'] = 'Moodle не принял оценку.';
$string['homecourse'] = 'Дисциплина своего вуза';
$string['hostgrade'] = 'Оценка';
$string['hostuniversity'] = 'Принимающий вуз';
$string['howrecognised'] = 'Как признано';
$string['itemidnumber'] = 'Идентификационный номер элемента оценивания';
$string['itemidnumber_desc'] = 'Элемент оценивания или элемент курса с этим идентификационным номером принимает результаты своего курса. Если его нет, создаётся ручной элемент оценивания.';
$string['itemname'] = 'Название элемента оценивания';
$string['itemname_desc'] = 'Для элементов, которые будут созданы. Пусто: «Академическая мобильность» на языке сайта.';
$string['itemnamedefault'] = 'Академическая мобильность';
$string['lastchange'] = 'Последнее изменение';
$string['mark'] = 'Оценка';
$string['nobody'] = 'Здесь нет результатов ни одного студента.';
$string['notatranscript'] = 'Эта страница показывает то, что передано в Moodle. Официальный транскрипт выдаёт офис регистратора.';
$string['nothingyet'] = 'Пока ничего не поступило. Результаты появятся здесь, когда принимающий вуз их пришлёт и они будут рассмотрены.';
$string['pluginname'] = 'Utqyr: признанные результаты';
$string['printedon'] = 'Напечатано {$a}.';
$string['printview'] = 'Версия для печати';
$string['privacy:metadata:core_grades'] = 'Оценки и сведения об их происхождении находятся в журнале оценок.';
$string['privacy:metadata:line'] = 'Строки транскриптов студентов, все версии.';
$string['privacy:metadata:line:component'] = 'Код дисциплины учебного плана.';
$string['privacy:metadata:line:conversion'] = 'Как пересчитаны кредиты и оценка.';
$string['privacy:metadata:line:courseid'] = 'Курс своего вуза.';
$string['privacy:metadata:line:credits'] = 'Кредиты.';
$string['privacy:metadata:line:decidedat'] = 'Когда решено.';
$string['privacy:metadata:line:decision'] = 'Ссылка на решение.';
$string['privacy:metadata:line:ends'] = 'Последний день мобильности.';
$string['privacy:metadata:line:entrykey'] = 'Какая строка транскрипта.';
$string['privacy:metadata:line:host'] = 'Код принимающего вуза.';
$string['privacy:metadata:line:hostname'] = 'Название принимающего вуза.';
$string['privacy:metadata:line:letter'] = 'Буквенная оценка.';
$string['privacy:metadata:line:originals'] = 'Результаты в принимающем вузе.';
$string['privacy:metadata:line:percentage'] = 'Процент.';
$string['privacy:metadata:line:points'] = 'Баллы.';
$string['privacy:metadata:line:reasons'] = 'Почему результат ожидает.';
$string['privacy:metadata:line:ruletext'] = 'Правило признания.';
$string['privacy:metadata:line:starts'] = 'Первый день мобильности.';
$string['privacy:metadata:line:status'] = 'Признан ли результат, ожидает, снят или решён в другом месте.';
$string['privacy:metadata:line:timecreated'] = 'Когда передано.';
$string['privacy:metadata:line:titlesen'] = 'Название дисциплины на английском.';
$string['privacy:metadata:line:titleskk'] = 'Название дисциплины на казахском.';
$string['privacy:metadata:line:titlesru'] = 'Название дисциплины на русском.';
$string['privacy:metadata:line:userid'] = 'Студент.';
$string['privacy:metadata:line:usermodified'] = 'Учётная запись, которая передала.';
$string['privacy:metadata:line:version'] = 'Версия строки.';
$string['privacy:metadata:receipt'] = 'Что изменила каждая передача.';
$string['privacy:metadata:receipt:action'] = 'Записано или снято.';
$string['privacy:metadata:receipt:component'] = 'Код дисциплины учебного плана.';
$string['privacy:metadata:receipt:courseid'] = 'Курс своего вуза.';
$string['privacy:metadata:receipt:entrykey'] = 'Какая строка транскрипта.';
$string['privacy:metadata:receipt:percentbefore'] = 'Оценка до.';
$string['privacy:metadata:receipt:percentnow'] = 'Оценка после.';
$string['privacy:metadata:receipt:timecreated'] = 'Когда передано.';
$string['privacy:metadata:receipt:userid'] = 'Студент.';
$string['privacy:metadata:receipt:usermodified'] = 'Учётная запись, которая передала.';
$string['reason_agreement-block-differs'] = 'Соглашение об обучении и таблица соответствий расходятся.';
$string['reason_agreement-not-approved'] = 'Соглашение об обучении ещё не утверждено.';
$string['reason_ambiguous-credit-rule'] = 'К этим кредитам подходят несколько правил пересчёта.';
$string['reason_ambiguous-equivalence'] = 'К дисциплине одинаково подходят несколько правил.';
$string['reason_ambiguous-grade'] = 'Оценка может означать разное.';
$string['reason_ambiguous-grade-table'] = 'К оценке подходят несколько таблиц перевода.';
$string['reason_ambiguous-learner'] = 'Документ подходит нескольким людям.';
$string['reason_amendment-late'] = 'Соглашение об обучении изменено после последнего дня для изменений.';
$string['reason_below-minimum-grade'] = 'Оценка ниже установленного минимума.';
$string['reason_changed-after-freeze'] = 'Принимающий вуз изменил результат после закрытия.';
$string['reason_coefficient-missing'] = 'Коэффициент пересчёта кредитов ещё не выбран.';
$string['reason_coefficient-out-of-range'] = 'Выбранный коэффициент вне допустимого диапазона.';
$string['reason_component-outside-agreement'] = 'Дисциплины учебного плана нет в соглашении об обучении.';
$string['reason_component-twice'] = 'Дисциплина учебного плана была бы засчитана дважды.';
$string['reason_credit-contradiction'] = 'Кредиты в документе противоречат друг другу.';
$string['reason_credits-differ'] = 'Кредиты отличаются от ожидаемых.';
$string['reason_distribution-differs'] = 'Таблица перевода и распределение оценок слишком расходятся.';
$string['reason_document-doubt'] = 'Сам документ вызывает сомнения.';
$string['reason_equivalence-not-approved'] = 'Правило для этой дисциплины ещё не утверждено.';
$string['reason_equivalence-not-valid'] = 'Правило для этой дисциплины тогда не действовало.';
$string['reason_failed'] = 'Дисциплина не сдана.';
$string['reason_grade-contradiction'] = 'Данные об оценке противоречат друг другу.';
$string['reason_home-ambiguous-item'] = 'В курсе Moodle подходят несколько элементов оценивания.';
$string['reason_home-changed-there'] = 'В Moodle стоит другая оценка; она не тронута.';
$string['reason_home-grade-locked'] = 'Оценка в Moodle заблокирована.';
$string['reason_home-grade-overridden'] = 'Оценку в Moodle переопределил преподаватель.';
$string['reason_home-item-locked'] = 'Элемент оценивания в Moodle заблокирован.';
$string['reason_home-left-behind'] = 'В Moodle стоит наша оценка, хотя её результат засчитан теперь за другую дисциплину.';
$string['reason_home-no-grade-item'] = 'В курсе Moodle нет элемента оценивания, который принимает результат.';
$string['reason_home-not-confirmed'] = 'После записи в Moodle стоит другая оценка.';
$string['reason_home-not-enrolled'] = 'Студент не записан на курс в Moodle.';
$string['reason_home-out-of-range'] = 'Элемент оценивания в Moodle не принимает такое значение.';
$string['reason_home-refused'] = 'Moodle не принял оценку.';
$string['reason_home-suspended-student'] = 'Учётная запись студента в Moodle или его запись на курс приостановлена.';
$string['reason_home-unknown-component'] = 'В Moodle нет единственного курса с таким идентификационным номером.';
$string['reason_home-unknown-student'] = 'В Moodle нет пользователя с таким номером студента.';
$string['reason_host-agreement-not-in-force'] = 'В то время не было действующего договора с принимающим вузом.';
$string['reason_host-suspended'] = 'Приём результатов этого вуза временно приостановлен.';
$string['reason_host-unknown'] = 'Принимающего вуза нет среди партнёров университета.';
$string['reason_identity-conflict'] = 'Документ и данные университета противоречат друг другу в том, чей это результат.';
$string['reason_in-progress'] = 'Дисциплина в принимающем вузе ещё не завершена.';
$string['reason_incomplete-block'] = 'Чтобы засчитать вместе, нужен ещё один результат.';
$string['reason_individual-without-basis'] = 'У индивидуальной мобильности не указано основание: отпуск или приказ.';
$string['reason_level-not-covered'] = 'Правило для этой дисциплины относится к другой ступени или программе.';
$string['reason_mixed-grades'] = 'Оценки и зачёты вперемешку: общей оценки не получается.';
$string['reason_no-agreement'] = 'По этой мобильности нет соглашения об обучении.';
$string['reason_no-credit-rule'] = 'Для этих кредитов нет правила пересчёта.';
$string['reason_no-credits'] = 'В документе не указаны кредиты.';
$string['reason_no-grade'] = 'В документе нет оценки.';
$string['reason_no-grade-table'] = 'Нет таблицы перевода оценок принимающего вуза.';
$string['reason_no-legal-range'] = 'Национальная таблица не даёт одного диапазона коэффициентов.';
$string['reason_no-regime'] = 'Не определено, какие правила кредитов применяются.';
$string['reason_outside-agreement'] = 'Дисциплины нет в соглашении об обучении.';
$string['reason_outside-period'] = 'Результат получен вне срока мобильности.';
$string['reason_passed-turned-failed'] = 'По данным принимающего вуза, сданное ранее теперь не сдано.';
$string['reason_percent-missing'] = 'Документ не говорит, сколько именно процентов означает оценка.';
$string['reason_retired-component'] = 'Тогда этой дисциплины не было в учебном плане.';
$string['reason_rounding-missing'] = 'Не выбрано, как округлять кредиты.';
$string['reason_several-attempts'] = 'Было несколько попыток, и не решено, какая засчитывается.';
$string['reason_status-contradiction'] = 'Статус и оценка принимающего вуза противоречат друг другу.';
$string['reason_status-unknown'] = 'Принимающий вуз не сообщает, сдана ли дисциплина.';
$string['reason_too-old'] = 'Дисциплина завершена слишком давно.';
$string['reason_unknown-component'] = 'Этой дисциплины нет в учебном плане.';
$string['reason_unknown-credit-scheme'] = 'Кредиты указаны в неописанной системе.';
$string['reason_unknown-grade'] = 'Такой оценки нет в известной шкале принимающего вуза.';
$string['reason_unknown-learner'] = 'По документу не найден обучающийся университета.';
$string['reason_unmapped-course'] = 'Ещё не определено, какой дисциплине учебного плана соответствует дисциплина принимающего вуза.';
$string['reason_vertical-mobility'] = 'Мобильность рассчитана на полный срок обучения: перезачитывать отдельные дисциплины не требуется.';
$string['reason_weak-identity'] = 'Из документа недостаточно ясно, чей это результат.';
$string['reason_withdrawal-proposed'] = 'Результата нет в последних списках принимающего вуза.';
$string['reason_withdrawn-by-host'] = 'Принимающий вуз сообщает, что удалил результат.';
$string['reason_zero-credits'] = 'Кредиты округлились бы до нуля.';
$string['receiptdays'] = 'Сколько дней хранить подтверждения';
$string['receiptdays_desc'] = 'Более старые подтверждения удаляются, но никогда не последнее для оценки или строки и никогда не строки транскрипта. 0: хранить все.';
$string['receipts'] = 'Подтверждения передачи';
$string['recognisedresults'] = 'Что признано';
$string['roledescription'] = 'Для учётной записи, от имени которой Utqyr передаёт признанные результаты: только веб-сервис и ничего больше.';
$string['rolename'] = 'Передача Utqyr';
$string['search:line'] = 'Признанные результаты';
$string['searchstudent'] = 'Имя или номер студента';
$string['status_closed'] = 'решено иначе';
$string['status_recognised'] = 'признано';
$string['status_waiting'] = 'ожидает';
$string['status_withdrawn'] = 'отозвано';
$string['student'] = 'Студент';
$string['studentnumber'] = 'Номер студента';
$string['target'] = 'Куда записываются оценки';
$string['target_desc'] = 'Отдельный элемент находится по идентификационному номеру или создаётся с первым результатом. Вместо него можно переопределять итог курса, если сайт это разрешает (Оценки, общие настройки, ручное переопределение оценок категорий).';
$string['targetitem'] = 'Отдельный элемент оценивания';
$string['targettotal'] = 'Итог курса';
$string['taskcleanreceipts'] = 'Удалить старые подтверждения признанных результатов';
$string['taskcomputetotals'] = 'Вычислить итоги курса после многих признанных результатов';
$string['toomanyrecords'] = 'Один вызов принимает не более {$a} записей. Ничего не записано.';
$string['transcript'] = 'Признанные результаты';
$string['utqyr:deliver'] = 'Записывать и снимать признанные результаты';
$string['utqyr:read'] = 'Читать признанные результаты и курсы, которые их принимают';
$string['utqyr:viewall'] = 'Видеть признанные результаты всех студентов';
$string['utqyr:viewcourse'] = 'Видеть, чьи результаты из других вузов зачтены по курсу';
$string['utqyr:viewown'] = 'Видеть собственные признанные результаты';
$string['version'] = 'Версия {$a}';
$string['waitinghint'] = 'Университет рассматривает эти результаты. От вас ничего не требуется, пока вам не напишет координатор.';
$string['waitingresults'] = 'Что ожидает решения';
$string['whywaits'] = 'Почему ожидает';
$string['withoutgrade'] = 'без оценки';
