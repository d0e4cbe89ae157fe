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
 * Kazakh strings.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['allstudents'] = 'Студенттердің танылған нәтижелері';
$string['athost'] = 'Қабылдаушы жоғары оқу орнында';
$string['busy'] = 'Басқа жеткізу жүріп жатыр. Ештеңе жазылған жоқ; кейінірек қайталаңыз.';
$string['coursereport'] = 'Басқа жоғары оқу орнынан танылғандар';
$string['creditsamount'] = '{$a} кредит';
$string['creditscolumn'] = 'Кредит';
$string['creditstotal'] = 'Осы сапардан танылған кредит: {$a}';
$string['decisionreference'] = '{$a} шешімі';
$string['earlierversions'] = 'Бұрынғы нұсқалар';
$string['enrol'] = 'Студенттерді жазу';
$string['enrol_desc'] = 'Нәтиже келгенде курсқа жазылмаған студент қолмен жазу әдісімен жазылады. Тоқтатылған жазылулар өзгертілмейді.';
$string['enrolrole'] = 'Жазылған студенттердің рөлі';
$string['enrolrole_desc'] = 'Ол сайттың бағаланатын рөлдерінің бірі болуы керек.';
$string['eventresultdelivered'] = 'Танылған нәтиже жеткізілді';
$string['eventresultwithdrawn'] = 'Танылған нәтиже алып тасталды';
$string['eventtranscriptviewed'] = 'Танылған нәтижелер қаралды';
$string['feedbackcredits'] = 'Мұнда кредит: {$a}.';
$string['feedbackdecision'] = 'Шешім: {$a}.';
$string['feedbackhost'] = '{$a} оқу орнындағы ұтқырлық бойынша танылды.';
$string['feedbackoriginal'] = 'Онда: {$a->course}; баға {$a->grade}; кредит {$a->credits}.';
$string['feedbackrule'] = 'Ереже: {$a}.';
$string['gradenotwritten'] = 'Moodle бағаны қабылдамады.';
$string['homecourse'] = 'Өз оқу орнындағы пән';
$string['hostgrade'] = 'Бағасы';
$string['hostuniversity'] = 'Қабылдаушы жоғары оқу орны';
$string['howrecognised'] = 'Қалай танылды';
$string['itemidnumber'] = 'Бағалау элементінің идентификациялық нөмірі';
$string['itemidnumber_desc'] = 'Осы идентификациялық нөмірі бар бағалау элементі немесе әрекет өз курсының нәтижелерін қабылдайды. Курста ондай болмаса, қолмен бағалау элементі жасалады.';
$string['itemname'] = 'Бағалау элементінің атауы';
$string['itemname_desc'] = 'Бұдан былай жасалатын элементтерге. Бос болса: сайт тілінде «Академиялық ұтқырлық».';
$string['itemnamedefault'] = 'Академиялық ұтқырлық';
$string['lastchange'] = 'Соңғы өзгеріс';
$string['mark'] = 'Баға';
$string['nobody'] = 'Мұнда бірде-бір студенттің нәтижесі жоқ.';
$string['notatranscript'] = 'Бұл бетте Moodle жүйесіне жеткізілгені көрсетілген. Ресми транскриптті тіркеуші кеңсесі береді.';
$string['nothingyet'] = 'Әзірге ештеңе түскен жоқ. Қабылдаушы оқу орны жіберіп, қаралғаннан кейін нәтижелер осында пайда болады.';
$string['pluginname'] = 'Utqyr: танылған нәтижелер';
$string['printedon'] = 'Басып шығарылған күні: {$a}.';
$string['printview'] = 'Басып шығару нұсқасы';
$string['privacy:metadata:core_grades'] = 'Бағалар мен олардың шығу тегі бағалар журналында тұрады.';
$string['privacy:metadata:line'] = 'Студенттер транскрипттерінің жолдары, барлық нұсқалары.';
$string['privacy:metadata:line:component'] = 'Оқу жоспары пәнінің коды.';
$string['privacy:metadata:line:conversion'] = 'Кредиттер мен баға қалай ауыстырылды.';
$string['privacy:metadata:line:courseid'] = 'Оқу жоспарының курсы.';
$string['privacy:metadata:line:credits'] = 'Кредиттер.';
$string['privacy:metadata:line:decidedat'] = 'Қашан шешілді.';
$string['privacy:metadata:line:decision'] = 'Шешімнің сілтемесі.';
$string['privacy:metadata:line:ends'] = 'Ұтқырлықтың соңғы күні.';
$string['privacy:metadata:line:entrykey'] = 'Транскрипттің қай жолы.';
$string['privacy:metadata:line:host'] = 'Қабылдаушы ЖОО коды.';
$string['privacy:metadata:line:hostname'] = 'Қабылдаушы ЖОО атауы.';
$string['privacy:metadata:line:letter'] = 'Әріптік баға.';
$string['privacy:metadata:line:originals'] = 'Қабылдаушы ЖОО-дағы нәтижелер.';
$string['privacy:metadata:line:percentage'] = 'Пайыз.';
$string['privacy:metadata:line:points'] = 'Балл.';
$string['privacy:metadata:line:reasons'] = 'Нәтиже неге күтіп тұр.';
$string['privacy:metadata:line:ruletext'] = 'Тану ережесі.';
$string['privacy:metadata:line:starts'] = 'Ұтқырлықтың бірінші күні.';
$string['privacy:metadata:line:status'] = 'Нәтиже танылған, күтіп тұр, алып тасталған немесе басқа жерде шешілген.';
$string['privacy:metadata:line:timecreated'] = 'Қашан жеткізілді.';
$string['privacy:metadata:line:titlesen'] = 'Пәннің ағылшынша атауы.';
$string['privacy:metadata:line:titleskk'] = 'Пәннің қазақша атауы.';
$string['privacy:metadata:line:titlesru'] = 'Пәннің орысша атауы.';
$string['privacy:metadata:line:userid'] = 'Студент.';
$string['privacy:metadata:line:usermodified'] = 'Жеткізген тіркелгі.';
$string['privacy:metadata:line:version'] = 'Жолдың нұсқасы.';
$string['privacy:metadata:receipt'] = 'Әр жеткізу нені өзгерткені.';
$string['privacy:metadata:receipt:action'] = 'Жазылған немесе алып тасталған.';
$string['privacy:metadata:receipt:component'] = 'Оқу жоспары пәнінің коды.';
$string['privacy:metadata:receipt:courseid'] = 'Оқу жоспарының курсы.';
$string['privacy:metadata:receipt:entrykey'] = 'Транскрипттің қай жолы.';
$string['privacy:metadata:receipt:percentbefore'] = 'Бұрынғы баға.';
$string['privacy:metadata:receipt:percentnow'] = 'Кейінгі баға.';
$string['privacy:metadata:receipt:timecreated'] = 'Қашан жеткізілді.';
$string['privacy:metadata:receipt:userid'] = 'Студент.';
$string['privacy:metadata:receipt:usermodified'] = 'Жеткізген тіркелгі.';
$string['reason_agreement-block-differs'] = 'Оқу туралы келісім мен сәйкестік кестесі әртүрлі.';
$string['reason_agreement-not-approved'] = 'Оқу туралы келісім әлі бекітілмеген.';
$string['reason_ambiguous-credit-rule'] = 'Бұл кредиттерге бірнеше қайта есептеу ережесі сәйкес келеді.';
$string['reason_ambiguous-equivalence'] = 'Пәнге бірнеше ереже бірдей сәйкес келеді.';
$string['reason_ambiguous-grade'] = 'Бағаның бірнеше мағынасы болуы мүмкін.';
$string['reason_ambiguous-grade-table'] = 'Бағаға бірнеше ауыстыру кестесі сәйкес келеді.';
$string['reason_ambiguous-learner'] = 'Құжат бірнеше адамға сәйкес келеді.';
$string['reason_amendment-late'] = 'Оқу туралы келісім өзгерту мерзімінің соңғы күнінен кейін өзгертілген.';
$string['reason_below-minimum-grade'] = 'Баға белгіленген ең төменгі шектен төмен.';
$string['reason_changed-after-freeze'] = 'Нәтиже жабылғаннан кейін қабылдаушы ЖОО оны өзгерткен.';
$string['reason_coefficient-missing'] = 'Кредиттерді қайта есептеу коэффициенті әлі таңдалмаған.';
$string['reason_coefficient-out-of-range'] = 'Таңдалған коэффициент рұқсат етілген аралықтан тыс.';
$string['reason_component-outside-agreement'] = 'Оқу жоспарының пәні оқу туралы келісімде жоқ.';
$string['reason_component-twice'] = 'Оқу жоспарының пәні екі рет есептелер еді.';
$string['reason_credit-contradiction'] = 'Құжаттағы кредиттер бір-біріне қайшы.';
$string['reason_credits-differ'] = 'Кредиттер күтілгеннен өзгеше.';
$string['reason_distribution-differs'] = 'Ауыстыру кестесі мен бағалардың үлестірімі тым әртүрлі.';
$string['reason_document-doubt'] = 'Құжаттың өзі күмән туғызады.';
$string['reason_equivalence-not-approved'] = 'Бұл пәннің ережесі әлі бекітілмеген.';
$string['reason_equivalence-not-valid'] = 'Бұл пәннің ережесі сол кезде қолданыста болған жоқ.';
$string['reason_failed'] = 'Пән тапсырылмаған.';
$string['reason_grade-contradiction'] = 'Баға туралы деректер бір-біріне қайшы.';
$string['reason_home-ambiguous-item'] = 'Moodle курсында бірнеше бағалау элементі сәйкес келеді.';
$string['reason_home-changed-there'] = 'Moodle жүйесінде басқа баға тұр; оған тиіскен жоқпыз.';
$string['reason_home-grade-locked'] = 'Moodle жүйесіндегі баға құлыпталған.';
$string['reason_home-grade-overridden'] = 'Moodle жүйесіндегі бағаны оқытушы қайта анықтаған.';
$string['reason_home-item-locked'] = 'Moodle жүйесіндегі бағалау элементі құлыпталған.';
$string['reason_home-left-behind'] = 'Moodle жүйесінде біз қойған баға тұр, бірақ оның нәтижесі енді басқа пәнге есептелген.';
$string['reason_home-no-grade-item'] = 'Moodle курсында нәтижені қабылдайтын бағалау элементі жоқ.';
$string['reason_home-not-confirmed'] = 'Жазғаннан кейін Moodle жүйесінде басқа баға тұр.';
$string['reason_home-not-enrolled'] = 'Студент Moodle жүйесінде курсқа жазылмаған.';
$string['reason_home-out-of-range'] = 'Moodle жүйесіндегі бағалау элементі мұндай мәнді қабылдамайды.';
$string['reason_home-refused'] = 'Moodle бағаны қабылдамады.';
$string['reason_home-suspended-student'] = 'Студенттің Moodle жүйесіндегі тіркелгісі немесе курсқа жазылуы тоқтатылған.';
$string['reason_home-unknown-component'] = 'Moodle жүйесінде мұндай идентификациялық нөмірі бар жалғыз курс жоқ.';
$string['reason_home-unknown-student'] = 'Moodle жүйесінде мұндай студент нөмірі бар пайдаланушы жоқ.';
$string['reason_host-agreement-not-in-force'] = 'Сол кезде қабылдаушы ЖОО-мен қолданыстағы шарт болған жоқ.';
$string['reason_host-suspended'] = 'Бұл ЖОО-ның нәтижелерін қабылдау уақытша тоқтатылған.';
$string['reason_host-unknown'] = 'Қабылдаушы ЖОО университеттің серіктестері арасында жоқ.';
$string['reason_identity-conflict'] = 'Нәтиженің кімге тиесілі екені жөнінде құжат пен университет деректері бір-біріне қайшы.';
$string['reason_in-progress'] = 'Пән қабылдаушы ЖОО-да әлі аяқталмаған.';
$string['reason_incomplete-block'] = 'Бірге есептелуі үшін тағы бір нәтиже керек.';
$string['reason_individual-without-basis'] = 'Жеке ұтқырлықтың негізі көрсетілмеген: демалыс немесе бұйрық.';
$string['reason_level-not-covered'] = 'Бұл пәннің ережесі басқа деңгейге немесе бағдарламаға арналған.';
$string['reason_mixed-grades'] = 'Бағалы және тек сынақты пәндер аралас: ортақ баға шықпайды.';
$string['reason_no-agreement'] = 'Бұл ұтқырлық бойынша оқу туралы келісім жоқ.';
$string['reason_no-credit-rule'] = 'Бұл кредиттерді қайта есептеу ережесі жоқ.';
$string['reason_no-credits'] = 'Құжатта кредиттер көрсетілмеген.';
$string['reason_no-grade'] = 'Құжатта баға жоқ.';
$string['reason_no-grade-table'] = 'Қабылдаушы ЖОО бағаларын ауыстыру кестесі жоқ.';
$string['reason_no-legal-range'] = 'Ұлттық кесте коэффициенттердің дәл бір аралығын бермейді.';
$string['reason_no-regime'] = 'Қай кредит қағидалары қолданылатыны анықталмаған.';
$string['reason_outside-agreement'] = 'Пән оқу туралы келісімде жоқ.';
$string['reason_outside-period'] = 'Нәтиже ұтқырлық мерзімінен тыс.';
$string['reason_passed-turned-failed'] = 'Қабылдаушы ЖОО бұрын тапсырылған пәнді енді тапсырылмаған дейді.';
$string['reason_percent-missing'] = 'Құжат бағаның нақты пайызын айтпайды.';
$string['reason_retired-component'] = 'Сол кезде бұл пән оқу жоспарында болған жоқ.';
$string['reason_rounding-missing'] = 'Кредиттердің қалай дөңгелектенетіні таңдалмаған.';
$string['reason_several-attempts'] = 'Бірнеше әрекет болған, қайсысы есептелетіні шешілмеген.';
$string['reason_status-contradiction'] = 'Қабылдаушы ЖОО көрсеткен күй мен баға бір-біріне қайшы.';
$string['reason_status-unknown'] = 'Қабылдаушы ЖОО пәннің тапсырылған-тапсырылмағанын айтпайды.';
$string['reason_too-old'] = 'Пән тым бұрын аяқталған.';
$string['reason_unknown-component'] = 'Бұл пән оқу жоспарында жоқ.';
$string['reason_unknown-credit-scheme'] = 'Кредиттер сипатталмаған жүйеде берілген.';
$string['reason_unknown-grade'] = 'Бұл баға қабылдаушы ЖОО шкаласында жоқ.';
$string['reason_unknown-learner'] = 'Құжат бойынша университеттің білім алушысы табылмады.';
$string['reason_unmapped-course'] = 'Қабылдаушы ЖОО пәніне оқу жоспарының қай пәні сәйкес келетіні әлі анықталмаған.';
$string['reason_vertical-mobility'] = 'Ұтқырлық білім беру бағдарламасын толық игеруге арналған: жеке пәндерді танудың қажеті жоқ.';
$string['reason_weak-identity'] = 'Нәтиженің кімге тиесілі екені құжаттан жеткілікті анық көрінбейді.';
$string['reason_withdrawal-proposed'] = 'Нәтиже қабылдаушы ЖОО-ның соңғы тізімдерінде жоқ.';
$string['reason_withdrawn-by-host'] = 'Қабылдаушы ЖОО нәтижені жойғанын хабарлады.';
$string['reason_zero-credits'] = 'Кредиттер нөлге дейін дөңгелектенер еді.';
$string['receiptdays'] = 'Растауларды сақтау күндері';
$string['receiptdays_desc'] = 'Ескірек растаулар жойылады, бірақ баға мен жолдың ең соңғысы және транскрипт жолдары ешқашан жойылмайды. 0: бәрін сақтау.';
$string['receipts'] = 'Жеткізу растаулары';
$string['recognisedresults'] = 'Не танылды';
$string['roledescription'] = 'Utqyr танылған нәтижелерді жеткізетін тіркелгі үшін: тек веб-сервис, басқа ештеңе емес.';
$string['rolename'] = 'Utqyr жеткізуі';
$string['search:line'] = 'Танылған нәтижелер';
$string['searchstudent'] = 'Аты-жөні немесе студент нөмірі';
$string['status_closed'] = 'басқаша шешілді';
$string['status_recognised'] = 'танылды';
$string['status_waiting'] = 'күтуде';
$string['status_withdrawn'] = 'кері алынды';
$string['student'] = 'Студент';
$string['studentnumber'] = 'Студент нөмірі';
$string['target'] = 'Бағалар қайда жазылады';
$string['target_desc'] = 'Жеке элемент идентификациялық нөмірі бойынша табылады немесе алғашқы нәтижемен бірге жасалады. Оның орнына курс қорытындысын қайта анықтауға болады, егер сайт бұған рұқсат етсе (Бағалар, жалпы баптаулар, санат бағаларын қолмен қайта анықтау).';
$string['targetitem'] = 'Жеке бағалау элементі';
$string['targettotal'] = 'Курс қорытындысы';
$string['taskcleanreceipts'] = 'Танылған нәтижелердің ескі растауларын жою';
$string['taskcomputetotals'] = 'Көп танылған нәтижеден кейін курс қорытындыларын есептеу';
$string['toomanyrecords'] = 'Бір шақыру ең көбі {$a} жазба қабылдайды. Ештеңе жазылған жоқ.';
$string['transcript'] = 'Танылған нәтижелер';
$string['utqyr:deliver'] = 'Танылған нәтижелерді жазу және алып тастау';
$string['utqyr:read'] = 'Танылған нәтижелерді және оларды қабылдайтын курстарды оқу';
$string['utqyr:viewall'] = 'Барлық студенттердің танылған нәтижелерін көру';
$string['utqyr:viewcourse'] = 'Курс бойынша кімнің басқа оқу орнындағы нәтижесі есептелгенін көру';
$string['utqyr:viewown'] = 'Өзінің танылған нәтижелерін көру';
$string['version'] = '{$a}-нұсқа';
$string['waitinghint'] = 'Университет бұларды қарап жатыр. Үйлестіруші жазбайынша, сізден ештеңе талап етілмейді.';
$string['waitingresults'] = 'Шешімді не күтіп тұр';
$string['whywaits'] = 'Неге күтіп тұр';
$string['withoutgrade'] = 'бағасыз';
