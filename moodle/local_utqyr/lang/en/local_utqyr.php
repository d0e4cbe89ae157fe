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
 * English strings.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['allstudents'] = 'Students\' recognised results';
$string['athost'] = 'At the host university';
$string['busy'] = 'Another delivery is at work. Nothing was written; try again.';
$string['coursereport'] = 'Recognised from elsewhere';
$string['creditsamount'] = '{$a} credits';
$string['creditscolumn'] = 'Credits';
$string['creditstotal'] = 'Credits recognised from this stay: {$a}';
$string['decisionreference'] = 'Decision {$a}';
$string['earlierversions'] = 'Earlier versions';
$string['enrol'] = 'Enrol students';
$string['enrol_desc'] = 'A student who is not enrolled when a result arrives is enrolled by the manual method. Suspended enrolments are left as they are.';
$string['enrolrole'] = 'Role of enrolled students';
$string['enrolrole_desc'] = 'It has to be one of the graded roles of the site.';
$string['eventresultdelivered'] = 'Recognised result delivered';
$string['eventresultwithdrawn'] = 'Recognised result taken back';
$string['eventtranscriptviewed'] = 'Recognised results viewed';
$string['feedbackcredits'] = 'Credits here: {$a}.';
$string['feedbackdecision'] = 'Decision: {$a}.';
$string['feedbackhost'] = 'Recognised from a stay at {$a}.';
$string['feedbackoriginal'] = 'There: {$a->course}; grade {$a->grade}; credits {$a->credits}.';
$string['feedbackrule'] = 'Rule: {$a}.';
$string['gradenotwritten'] = 'Moodle did not take the grade.';
$string['homecourse'] = 'Home course';
$string['hostgrade'] = 'Grade';
$string['hostuniversity'] = 'Host university';
$string['howrecognised'] = 'How it was recognised';
$string['itemidnumber'] = 'ID number of the grade item';
$string['itemidnumber_desc'] = 'A grade item or activity with this ID number takes the results of its course. Where a course has none, a manual grade item is made.';
$string['itemname'] = 'Name of the grade item';
$string['itemname_desc'] = 'Of grade items made from now on. Empty: "Academic mobility" in the language of the site.';
$string['itemnamedefault'] = 'Academic mobility';
$string['lastchange'] = 'Last change';
$string['mark'] = 'Mark';
$string['nobody'] = 'No student has results here.';
$string['notatranscript'] = 'This page shows what was delivered to Moodle. The official transcript is issued by the registrar\'s office.';
$string['nothingyet'] = 'Nothing has arrived yet. Results appear here once the host university has sent them and they have been looked at.';
$string['pluginname'] = 'Utqyr: recognised results';
$string['printedon'] = 'Printed on {$a}.';
$string['printview'] = 'Print view';
$string['privacy:metadata:core_grades'] = 'Marks and their provenance stand in the gradebook.';
$string['privacy:metadata:line'] = 'Lines of students\' transcripts, every version.';
$string['privacy:metadata:line:component'] = 'Code of the home course.';
$string['privacy:metadata:line:conversion'] = 'How credits and grade were converted.';
$string['privacy:metadata:line:courseid'] = 'The home course.';
$string['privacy:metadata:line:credits'] = 'Credits.';
$string['privacy:metadata:line:decidedat'] = 'When it was decided.';
$string['privacy:metadata:line:decision'] = 'Reference of the decision.';
$string['privacy:metadata:line:ends'] = 'Last day of the stay.';
$string['privacy:metadata:line:entrykey'] = 'Which line of the transcript.';
$string['privacy:metadata:line:host'] = 'Code of the host.';
$string['privacy:metadata:line:hostname'] = 'Name of the host.';
$string['privacy:metadata:line:letter'] = 'Letter.';
$string['privacy:metadata:line:originals'] = 'Results at the host.';
$string['privacy:metadata:line:percentage'] = 'Percentage.';
$string['privacy:metadata:line:points'] = 'Points.';
$string['privacy:metadata:line:reasons'] = 'Why the result waits.';
$string['privacy:metadata:line:ruletext'] = 'Rule by which it is recognised.';
$string['privacy:metadata:line:starts'] = 'First day of the stay.';
$string['privacy:metadata:line:status'] = 'Whether the result is recognised, waits, was taken back or settled elsewhere.';
$string['privacy:metadata:line:timecreated'] = 'When it was delivered.';
$string['privacy:metadata:line:titlesen'] = 'English title of the home course.';
$string['privacy:metadata:line:titleskk'] = 'Kazakh title of the home course.';
$string['privacy:metadata:line:titlesru'] = 'Russian title of the home course.';
$string['privacy:metadata:line:userid'] = 'The student.';
$string['privacy:metadata:line:usermodified'] = 'The account that delivered it.';
$string['privacy:metadata:line:version'] = 'Version of the line.';
$string['privacy:metadata:receipt'] = 'What each delivery changed.';
$string['privacy:metadata:receipt:action'] = 'Whether it was written or taken back.';
$string['privacy:metadata:receipt:component'] = 'Code of the home course.';
$string['privacy:metadata:receipt:courseid'] = 'The home course.';
$string['privacy:metadata:receipt:entrykey'] = 'Which line of the transcript.';
$string['privacy:metadata:receipt:percentbefore'] = 'Mark before.';
$string['privacy:metadata:receipt:percentnow'] = 'Mark after.';
$string['privacy:metadata:receipt:timecreated'] = 'When it was delivered.';
$string['privacy:metadata:receipt:userid'] = 'The student.';
$string['privacy:metadata:receipt:usermodified'] = 'The account that delivered it.';
$string['reason_agreement-block-differs'] = 'The learning agreement and the table of equivalences differ.';
$string['reason_agreement-not-approved'] = 'The learning agreement is not approved yet.';
$string['reason_ambiguous-credit-rule'] = 'Several rules fit these credits.';
$string['reason_ambiguous-equivalence'] = 'Several rules fit the course equally well.';
$string['reason_ambiguous-grade'] = 'The grade can mean several things.';
$string['reason_ambiguous-grade-table'] = 'Several conversion tables fit the grade.';
$string['reason_ambiguous-learner'] = 'The document fits several people.';
$string['reason_amendment-late'] = 'The learning agreement was changed after the last day for changes.';
$string['reason_below-minimum-grade'] = 'The grade is below the minimum that was agreed.';
$string['reason_changed-after-freeze'] = 'The host changed the result after it was settled.';
$string['reason_coefficient-missing'] = 'The coefficient for the credits is not chosen yet.';
$string['reason_coefficient-out-of-range'] = 'The coefficient chosen is outside the legal range.';
$string['reason_component-outside-agreement'] = 'The home course is not in the learning agreement.';
$string['reason_component-twice'] = 'The home course would be counted twice.';
$string['reason_credit-contradiction'] = 'The credits in the document contradict each other.';
$string['reason_credits-differ'] = 'The credits differ from those expected.';
$string['reason_distribution-differs'] = 'The conversion table and the distribution of grades differ too much.';
$string['reason_document-doubt'] = 'The document itself gives reason to doubt.';
$string['reason_equivalence-not-approved'] = 'The rule for this course is not approved yet.';
$string['reason_equivalence-not-valid'] = 'The rule for this course was not valid at the time.';
$string['reason_failed'] = 'The course was not passed.';
$string['reason_grade-contradiction'] = 'The figures of the grade contradict each other.';
$string['reason_home-ambiguous-item'] = 'Several grade items of the course in Moodle fit.';
$string['reason_home-changed-there'] = 'Another mark stands in Moodle; it was left alone.';
$string['reason_home-grade-locked'] = 'The grade in Moodle is locked.';
$string['reason_home-grade-overridden'] = 'A teacher has overridden the grade in Moodle.';
$string['reason_home-item-locked'] = 'The grade item in Moodle is locked.';
$string['reason_home-left-behind'] = 'A mark of ours stands in Moodle though its result counts for another course now.';
$string['reason_home-no-grade-item'] = 'The course in Moodle has no grade item that takes the result.';
$string['reason_home-not-confirmed'] = 'After writing, another mark stands in Moodle.';
$string['reason_home-not-enrolled'] = 'The student is not enrolled in the course in Moodle.';
$string['reason_home-out-of-range'] = 'The grade item in Moodle does not take this value.';
$string['reason_home-refused'] = 'Moodle did not take the mark.';
$string['reason_home-suspended-student'] = 'The student\'s account or enrolment in Moodle is suspended.';
$string['reason_home-unknown-component'] = 'Moodle has no single course with this ID number.';
$string['reason_home-unknown-student'] = 'Moodle knows no user with this student number.';
$string['reason_host-agreement-not-in-force'] = 'No agreement with the host was in force at the time.';
$string['reason_host-suspended'] = 'Results of this host are not taken for the time being.';
$string['reason_host-unknown'] = 'The host is not among the university\'s partners.';
$string['reason_identity-conflict'] = 'The document and the university\'s records contradict each other about whose result it is.';
$string['reason_in-progress'] = 'The course is still in progress at the host.';
$string['reason_incomplete-block'] = 'Another result is needed before these count together.';
$string['reason_individual-without-basis'] = 'The individual stay names no leave or order it rests on.';
$string['reason_level-not-covered'] = 'The rule for this course is for another level or programme.';
$string['reason_mixed-grades'] = 'Graded and ungraded courses are mixed; no grade follows from both.';
$string['reason_no-agreement'] = 'There is no learning agreement for the stay.';
$string['reason_no-credit-rule'] = 'There is no rule for these credits.';
$string['reason_no-credits'] = 'The document states no credits.';
$string['reason_no-grade'] = 'The document states no grade.';
$string['reason_no-grade-table'] = 'There is no conversion table for the host\'s grades.';
$string['reason_no-legal-range'] = 'The national table gives no single range of coefficients.';
$string['reason_no-regime'] = 'It is not settled which rules on credits apply.';
$string['reason_outside-agreement'] = 'The course is not in the learning agreement.';
$string['reason_outside-period'] = 'The result lies outside the dates of the stay.';
$string['reason_passed-turned-failed'] = 'What was passed is now a fail, the host says.';
$string['reason_percent-missing'] = 'The document does not say which percentage the grade stands for.';
$string['reason_retired-component'] = 'The home course was not in the curriculum at the time.';
$string['reason_rounding-missing'] = 'It is not settled how the credits are rounded.';
$string['reason_several-attempts'] = 'There were several attempts, and it is not settled which one counts.';
$string['reason_status-contradiction'] = 'The host\'s status and grade contradict each other.';
$string['reason_status-unknown'] = 'The host does not say whether the course was passed.';
$string['reason_too-old'] = 'The course was completed too long ago.';
$string['reason_unknown-component'] = 'The home course is not in the curriculum.';
$string['reason_unknown-credit-scheme'] = 'The credits are of a scheme that is not described.';
$string['reason_unknown-grade'] = 'The grade is not in the host\'s scale as it is known here.';
$string['reason_unknown-learner'] = 'Nobody of the university could be found for the document.';
$string['reason_unmapped-course'] = 'It is not settled yet which home course the host\'s course stands for.';
$string['reason_vertical-mobility'] = 'The stay is for a whole degree; there is nothing to recognise course by course.';
$string['reason_weak-identity'] = 'The document does not show clearly enough whose result it is.';
$string['reason_withdrawal-proposed'] = 'The result is missing from the host\'s newest lists.';
$string['reason_withdrawn-by-host'] = 'The host says that it deleted the result.';
$string['reason_zero-credits'] = 'The credits would be rounded to zero.';
$string['receiptdays'] = 'Days to keep receipts';
$string['receiptdays_desc'] = 'Older receipts are deleted, but never the newest of a mark or line, and never a line of a transcript. 0: keep all.';
$string['receipts'] = 'Receipts of deliveries';
$string['recognisedresults'] = 'What was recognised';
$string['roledescription'] = 'For the account with which Utqyr delivers recognised results: the web service and nothing else.';
$string['rolename'] = 'Utqyr delivery';
$string['search:line'] = 'Recognised results';
$string['searchstudent'] = 'Name or student number';
$string['status_closed'] = 'settled elsewhere';
$string['status_recognised'] = 'recognised';
$string['status_waiting'] = 'waits';
$string['status_withdrawn'] = 'taken back';
$string['student'] = 'Student';
$string['studentnumber'] = 'Student number';
$string['target'] = 'Where marks are written';
$string['target_desc'] = 'An item of its own is found by its ID number, or made by the first result. The course total is overridden instead where the site allows that (Grades, general settings, "Allow category grades to be manually overridden").';
$string['targetitem'] = 'A grade item of its own';
$string['targettotal'] = 'The course total';
$string['taskcleanreceipts'] = 'Delete old receipts of recognised results';
$string['taskcomputetotals'] = 'Compute course totals after many recognised results';
$string['toomanyrecords'] = 'A call takes at most {$a} records. Nothing was written.';
$string['transcript'] = 'Recognised results';
$string['utqyr:deliver'] = 'Write and take back recognised results';
$string['utqyr:read'] = 'Read recognised results and the courses that take them';
$string['utqyr:viewall'] = 'See every student\'s recognised results';
$string['utqyr:viewcourse'] = 'See whose results from elsewhere count for a course';
$string['utqyr:viewown'] = 'See one\'s own recognised results';
$string['version'] = 'Version {$a}';
$string['waitinghint'] = 'The university is looking into these. You need to do nothing unless the coordinator writes to you.';
$string['waitingresults'] = 'What waits';
$string['whywaits'] = 'Why it waits';
$string['withoutgrade'] = 'without a grade';
