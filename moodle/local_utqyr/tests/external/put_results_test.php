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

namespace local_utqyr\external;

use core_external\external_api;

/**
 * What writing results promises.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\external\put_results
 * @covers     \local_utqyr\local\course_totals
 * @covers     \local_utqyr\local\gradebook
 * @covers     \local_utqyr\local\judgement
 * @covers     \local_utqyr\local\place
 * @covers     \local_utqyr\local\request
 * @covers     \local_utqyr\local\result_writer
 * @covers     \local_utqyr\local\verdict
 */
final class put_results_test extends \advanced_testcase {
    /** @var \local_utqyr_generator */
    private $generator;

    /** @var \stdClass course DB101 */
    private $course;

    /** @var \stdClass enrolled in it */
    private $student;

    /**
     * Make a course and a student, and act as the service.
     */
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        require_once($CFG->libdir . '/gradelib.php');
        $this->resetAfterTest();
        $this->generator = $this->getDataGenerator()->get_plugin_generator('local_utqyr');
        $this->course = $this->generator->create_component('DB101');
        $this->student = $this->generator->create_student([$this->course]);
        $this->generator->be_the_service();
    }

    /**
     * Observe nothing any more.
     */
    protected function tearDown(): void {
        \core\event\manager::phpunit_reset();
        parent::tearDown();
    }

    /**
     * Call the service.
     *
     * @param array ...$records
     * @return array[] receipts
     */
    private function put(array ...$records): array {
        $answer = put_results::execute($records);

        return external_api::clean_returnvalue(put_results::execute_returns(), $answer)['receipts'];
    }

    /**
     * Put one mark with its line.
     *
     * @param string $percent
     * @param string|null $expected
     * @param array $entry more of the line
     * @return array receipt
     */
    private function put_mark(string $percent, ?string $expected = null, array $entry = []): array {
        return $this->put($this->generator->record($this->student, 'DB101', $percent, $expected, $entry))[0];
    }

    /**
     * Find the grade item of the course.
     *
     * @return \grade_item
     */
    private function item(): \grade_item {
        return \grade_item::fetch(['courseid' => $this->course->id, 'idnumber' => 'utqyr']);
    }

    /**
     * Read the student's grade.
     *
     * @param \grade_item|null $item
     * @return \grade_grade
     */
    private function grade(?\grade_item $item = null): \grade_grade {
        return \grade_grade::fetch(['itemid' => ($item ?? $this->item())->id, 'userid' => $this->student->id]);
    }

    /**
     * Read the student's course total.
     *
     * @return float|null
     */
    private function total(): ?float {
        $total = $this->grade(\grade_item::fetch_course_item($this->course->id))->finalgrade;

        return $total === null ? null : (float) $total;
    }

    public function test_a_mark_is_written_with_its_provenance_line_and_receipt(): void {
        global $DB;

        $receipt = $this->put_mark('85.5');

        $this->assertSame('written', $receipt['verdict']);
        $this->assertSame(['', '', null, '85.5'], [
            $receipt['code'], $receipt['detail'], $receipt['before'], $receipt['now'],
        ]);
        $this->assertSame(1, $receipt['entryversion']);
        $this->assertEquals(85.5, $this->grade()->finalgrade);
        foreach (['Universität zu Köln', 'INF-101 Datenbanken', '1,7', '6 ects', '5', 'databases', 'D12'] as $words) {
            $this->assertStringContainsString($words, $this->grade()->feedback);
        }
        $this->assertTrue($DB->record_exists('local_utqyr_line', ['userid' => $this->student->id, 'entrykey' => 'DB101']));
        $kept = $DB->get_record('local_utqyr_receipt', ['id' => $receipt['receipt']], '*', MUST_EXIST);
        $this->assertSame(['put', 'result-85.5', null, '85.5'], [
            $kept->action, $kept->fingerprint, $kept->percentbefore, $kept->percentnow,
        ]);
    }

    public function test_the_grade_item_is_made_once_and_counts_in_the_total(): void {
        $this->put_mark('80');
        $another = $this->generator->create_student([$this->course]);
        $this->put($this->generator->record($another, 'DB101', '70'));

        $this->assertCount(1, \grade_item::fetch_all(['courseid' => $this->course->id, 'itemtype' => 'manual']));
        $this->assertSame('Academic mobility', $this->item()->itemname);
        $this->assertSame(80.0, $this->total());
        $this->assertEmpty(\grade_item::fetch_course_item($this->course->id)->needsupdate);
    }

    public function test_names_and_id_numbers_of_new_items_are_the_administrators(): void {
        set_config('itemidnumber', 'mobility', 'local_utqyr');
        set_config('itemname', 'Recognised abroad', 'local_utqyr');

        $this->put_mark('80');

        $item = \grade_item::fetch(['courseid' => $this->course->id, 'idnumber' => 'mobility']);
        $this->assertSame('Recognised abroad', $item->itemname);
    }

    /**
     * Percentages that must come back as they went.
     *
     * @return array[]
     */
    public static function percentages(): array {
        return [['0'], ['0.01'], ['33.33'], ['66.67'], ['99.99'], ['100']];
    }

    /**
     * A percentage survives any range.
     *
     * @dataProvider percentages
     * @param string $percent
     */
    public function test_a_percentage_comes_back_as_it_went_on_any_range(string $percent): void {
        $this->generator->create_item($this->course, ['grademin' => 1, 'grademax' => 5]);

        $this->assertSame('written', $this->put_mark($percent)['verdict']);

        $this->assertSame('unchanged', $this->put_mark($percent)['verdict']);
        $this->assertEqualsWithDelta(1 + 4 * (float) $percent / 100, $this->grade()->finalgrade, 0.00001);
    }

    public function test_an_activity_with_the_id_number_takes_the_marks(): void {
        $assignment = $this->getDataGenerator()->create_module('assign', [
            'course' => $this->course->id, 'cmidnumber' => 'utqyr', 'grade' => 50,
        ]);

        $this->put_mark('80');

        $item = \grade_item::fetch(['itemmodule' => 'assign', 'iteminstance' => $assignment->id]);
        $this->assertEquals(40, $this->grade($item)->rawgrade);
        $this->assertEquals(40, $this->grade($item)->finalgrade);
        $this->assertStringContainsString('Köln', $this->grade($item)->feedback);
        $this->assertFalse(\grade_item::fetch(['courseid' => $this->course->id, 'itemtype' => 'manual']));
    }

    public function test_what_core_mode_wrote_stays_and_gets_its_line(): void {
        $assignment = $this->getDataGenerator()->create_module('assign', [
            'course' => $this->course->id, 'cmidnumber' => 'UTQYR', 'grade' => 100,
        ]);
        $grade = ['userid' => $this->student->id, 'rawgrade' => 80];
        grade_update('utqyr', $this->course->id, 'mod', 'assign', $assignment->id, 0, $grade);

        $receipt = $this->put_mark('80', '80');

        $this->assertSame(['written', '80', '80', 1], [
            $receipt['verdict'], $receipt['before'], $receipt['now'], $receipt['entryversion'],
        ]);
        $item = \grade_item::fetch(['itemmodule' => 'assign', 'iteminstance' => $assignment->id]);
        $this->assertStringContainsString('Köln', $this->grade($item)->feedback);
    }

    public function test_the_same_record_twice_has_one_effect(): void {
        global $DB;

        $first = $this->put_mark('80');
        $again = $this->put_mark('80');

        $this->assertSame('unchanged', $again['verdict']);
        $this->assertSame($first['receipt'], $again['receipt']);
        $this->assertSame(1, $DB->count_records('local_utqyr_line'));
        $this->assertSame(1, $DB->count_records('local_utqyr_receipt'));
    }

    public function test_a_corrected_mark_replaces_our_own_and_adds_a_version(): void {
        $this->put_mark('80');

        $receipt = $this->put_mark('85', '80');

        $this->assertSame(['written', '80', '85', 2], [
            $receipt['verdict'], $receipt['before'], $receipt['now'], $receipt['entryversion'],
        ]);
        $this->assertEquals(85, $this->grade()->finalgrade);
        $this->assertSame(85.0, $this->total());
    }

    public function test_new_provenance_of_a_mark_that_stands_renews_its_feedback(): void {
        $this->put_mark('80');

        $receipt = $this->put_mark('80', '80', ['fingerprint' => 'line-2', 'credits' => '7']);

        $this->assertSame(['written', 2], [$receipt['verdict'], $receipt['entryversion']]);
        $this->assertStringContainsString('7', $this->grade()->feedback);
    }

    public function test_the_feedback_of_a_mark_that_is_not_ours_is_left_alone(): void {
        $this->generator->create_item($this->course)->update_final_grade($this->student->id, 80, 'manual', 'Well done');

        $receipt = $this->put_mark('80');

        $this->assertSame(['written', 1], [$receipt['verdict'], $receipt['entryversion']]);
        $this->assertSame('Well done', $this->grade()->feedback);
    }

    public function test_a_teachers_mark_is_a_conflict_and_left_alone(): void {
        global $DB;

        $this->put_mark('80');
        $this->item()->update_final_grade($this->student->id, 60, 'manual');

        $receipt = $this->put_mark('85', '80');

        $this->assertSame(['conflict', 'home-changed-there', '60', '60', 0], [
            $receipt['verdict'], $receipt['code'], $receipt['before'], $receipt['now'], $receipt['receipt'],
        ]);
        $this->assertEquals(60, $this->grade()->finalgrade);
        $this->assertSame(1, $DB->count_records('local_utqyr_line'));
    }

    public function test_a_mark_that_somebody_took_away_is_not_written_again(): void {
        $this->put_mark('80');
        $this->item()->update_final_grade($this->student->id, null, 'manual');

        $this->assertSame(['conflict', null], [$this->put_mark('85', '80')['verdict'], $this->put_mark('85', '80')['now']]);
        $this->assertSame('written', $this->put_mark('85')['verdict']);
    }

    public function test_a_teachers_mark_may_be_written_over_when_it_is_expected(): void {
        $this->generator->create_item($this->course)->update_final_grade($this->student->id, 60, 'manual');

        $this->assertSame('conflict', $this->put_mark('85')['verdict']);
        $this->assertSame('written', $this->put_mark('85', '60')['verdict']);
    }

    public function test_a_teachers_override_of_an_activity_is_refused(): void {
        $assignment = $this->getDataGenerator()->create_module('assign', [
            'course' => $this->course->id, 'cmidnumber' => 'utqyr', 'grade' => 100,
        ]);
        $this->put_mark('80');
        $item = \grade_item::fetch(['itemmodule' => 'assign', 'iteminstance' => $assignment->id]);
        $item->update_final_grade($this->student->id, 70, 'gradebook');

        $receipt = $this->put_mark('85', '80');

        $this->assertSame(['refused', 'home-grade-overridden', '70'], [
            $receipt['verdict'], $receipt['code'], $receipt['before'],
        ]);
        $this->assertSame('written', $this->put_mark('70', '80')['verdict'], 'The wanted mark stands there: its line is due.');
    }

    public function test_a_locked_item_is_refused_unless_the_wanted_mark_stands_there(): void {
        $this->put_mark('80');
        $this->item()->set_locked(1);

        $receipt = $this->put_mark('85', '80');

        $this->assertSame(['refused', 'home-item-locked', '80'], [$receipt['verdict'], $receipt['code'], $receipt['now']]);
        $this->assertSame('unchanged', $this->put_mark('80', '80')['verdict']);
    }

    public function test_a_locked_grade_is_refused_and_others_are_written(): void {
        $another = $this->generator->create_student([$this->course]);
        $this->put_mark('80');
        $this->grade()->set_locked(1);

        $receipts = $this->put(
            $this->generator->record($this->student, 'DB101', '85', '80'),
            $this->generator->record($another, 'DB101', '70')
        );

        $this->assertSame(['refused', 'written'], array_column($receipts, 'verdict'));
        $this->assertSame('home-grade-locked', $receipts[0]['code']);
    }

    public function test_a_lock_that_is_due_counts_as_a_lock(): void {
        $this->put_mark('80');
        $item = $this->item();
        $item->set_locktime(time() - 10);

        $this->assertSame('home-item-locked', $this->put_mark('85', '80')['code']);
    }

    /**
     * Items that keep no percentage.
     *
     * @return array[]
     */
    public static function unusable_items(): array {
        return [
            'text' => [['gradetype' => 3], 'not graded in points'],
            'scale' => [['gradetype' => 2, 'scaleid' => 1], 'not graded in points'],
            'too narrow' => [['grademin' => 0, 'grademax' => 0.1], 'too few'],
            'calculated' => [['calculation' => '=2+2'], 'formula'],
        ];
    }

    /**
     * An item that keeps no percentage is refused.
     *
     * @dataProvider unusable_items
     * @param array $record
     * @param string $why
     */
    public function test_an_item_that_keeps_no_percentage_is_refused(array $record, string $why): void {
        $this->generator->create_item($this->course, $record);

        $receipt = $this->put_mark('85');

        $this->assertSame(['refused', 'home-no-grade-item'], [$receipt['verdict'], $receipt['code']]);
        $this->assertStringContainsString($why, $receipt['detail']);
    }

    public function test_an_activity_that_shifts_its_grades_is_refused(): void {
        $assignment = $this->getDataGenerator()->create_module('assign', [
            'course' => $this->course->id, 'cmidnumber' => 'utqyr', 'grade' => 100,
        ]);
        $item = \grade_item::fetch(['itemmodule' => 'assign', 'iteminstance' => $assignment->id]);
        $item->plusfactor = 5;
        $item->update();

        $this->assertSame('home-no-grade-item', $this->put_mark('85')['code']);
    }

    public function test_two_items_with_the_id_number_are_refused(): void {
        $this->generator->create_item($this->course);
        $this->generator->create_item($this->course, ['itemnumber' => 1]);

        $this->assertSame('home-ambiguous-item', $this->put_mark('85')['code']);
    }

    public function test_who_and_where_is_checked_record_by_record(): void {
        global $DB;

        $stranger = (object) ['idnumber' => 'nobody'];
        $suspended = $this->generator->create_student([$this->course], ['suspended' => 1]);
        $outsider = $this->generator->create_student();
        $paused = $this->generator->create_student();
        $enrolments = $this->getDataGenerator();
        $enrolments->enrol_user($paused->id, $this->course->id, 'student', 'manual', 0, 0, ENROL_USER_SUSPENDED);
        $teacher = $this->generator->create_student();
        $enrolments->enrol_user($teacher->id, $this->course->id, 'editingteacher');
        $this->generator->create_student([], ['idnumber' => 'twin']);
        $twin = $this->generator->create_student([$this->course], ['idnumber' => 'twin']);
        $this->generator->create_component('TWIN');
        $DB->set_field('course', 'idnumber', 'TWIN', ['id' => $this->generator->create_component('OTHER')->id]);

        $receipts = $this->put(
            $this->generator->record($stranger, 'DB101', '70'),
            $this->generator->record($suspended, 'DB101', '70'),
            $this->generator->record($outsider, 'DB101', '70'),
            $this->generator->record($paused, 'DB101', '70'),
            $this->generator->record($teacher, 'DB101', '70'),
            $this->generator->record($twin, 'DB101', '70'),
            $this->generator->record($this->student, 'NOWHERE', '70'),
            $this->generator->record($this->student, 'TWIN', '70'),
            $this->generator->record($this->student, '', '70', null, ['key' => 'x']),
            $this->generator->record($this->student, 'DB101', '70')
        );

        $this->assertSame([
            'home-unknown-student',
            'home-suspended-student',
            'home-not-enrolled',
            'home-suspended-student',
            'home-not-enrolled',
            'home-unknown-student',
            'home-unknown-component',
            'home-unknown-component',
            'home-unknown-component',
            '',
        ], array_column($receipts, 'code'));
        $this->assertSame('written', $receipts[9]['verdict']);
        $this->assertSame(1, $DB->count_records('local_utqyr_line'), 'Nothing of a refused record is written.');
    }

    public function test_letters_of_another_case_are_another_code(): void {
        $this->assertSame('home-unknown-component', $this->put(
            $this->generator->record($this->student, 'db101', '70')
        )[0]['code']);
    }

    /**
     * Texts that are no percentage of 0 to 100 with two decimals.
     *
     * @return array[]
     */
    public static function no_percentages(): array {
        return [['101'], ['-1'], ['85.555'], ['85,5'], ['1e2'], [''], [' 85'], ["85\n"], ['100.01']];
    }

    /**
     * What is no percentage is refused.
     *
     * @dataProvider no_percentages
     * @param string $percent
     */
    public function test_what_is_no_percentage_is_refused(string $percent): void {
        $this->assertSame('home-out-of-range', $this->put_mark($percent)['code']);
    }

    public function test_faults_of_a_record_refuse_it_alone(): void {
        $good = $this->generator->record($this->student, 'DB101', '70');
        $another = ['studentnumber' => 'S999', 'component' => 'DB101', 'fingerprint' => 'x'];

        $receipts = $this->put(
            $good,
            ['entry' => 'no JSON'] + $another,
            ['entry' => '{"key": "k", "status": "unheard of", "fingerprint": "f"}'] + $another,
            ['entry' => '{"key": "l", "status": "waiting", "fingerprint": "f", "credits": 5}'] + $another,
            ['fingerprint' => ''] + $another,
            $another
        );

        $this->assertSame('written', $receipts[0]['verdict']);
        $this->assertSame(array_fill(0, 5, 'home-refused'), array_column(array_slice($receipts, 1), 'code'));
        $this->assertStringContainsString('credits', $receipts[3]['detail']);
    }

    public function test_a_place_given_twice_is_refused_twice(): void {
        $receipts = $this->put(
            $this->generator->record($this->student, 'DB101', '70'),
            $this->generator->record($this->student, 'DB101', '80')
        );

        $this->assertSame(['home-refused', 'home-refused'], array_column($receipts, 'code'));
    }

    public function test_a_line_without_a_mark_needs_nothing_but_the_student(): void {
        global $DB;

        $suspended = $this->generator->create_student([], ['suspended' => 1]);
        $line = ['component' => 'NOWHERE', 'fingerprint' => 'w', 'entry' => $this->generator->entry('case:1', [
            'status' => 'waiting', 'reasons' => ['unmapped-course'],
        ])];

        $receipts = $this->put(
            ['studentnumber' => $this->student->idnumber] + $line,
            ['studentnumber' => $suspended->idnumber] + $line,
            ['studentnumber' => 'nobody'] + $line
        );

        $this->assertSame(['written', 'written', 'refused'], array_column($receipts, 'verdict'));
        $this->assertSame([1, 1, 0], array_column($receipts, 'entryversion'));
        $row = $DB->get_record('local_utqyr_line', ['userid' => $this->student->id], '*', MUST_EXIST);
        $this->assertSame(['waiting', '["unmapped-course"]', '0'], [$row->status, $row->reasons, (string) $row->courseid]);
    }

    public function test_hidden_is_respected_and_reported(): void {
        $this->put_mark('80');
        $this->item()->set_hidden(1);

        $receipt = $this->put_mark('85', '80');

        $this->assertSame(['written', true], [$receipt['verdict'], $receipt['hidden']]);
        $this->assertEquals(1, $this->item()->hidden);
    }

    public function test_a_hidden_course_takes_results_and_says_so(): void {
        course_change_visibility($this->course->id, false);

        $receipt = $this->put_mark('80');

        $this->assertSame(['written', true], [$receipt['verdict'], $receipt['hidden']]);
    }

    public function test_a_student_is_enrolled_where_the_administrator_wants_that(): void {
        global $DB;

        set_config('enrol', 1, 'local_utqyr');
        set_config('enrolrole', $DB->get_field('role', 'id', ['shortname' => 'student']), 'local_utqyr');
        $outsider = $this->generator->create_student();
        $paused = $this->generator->create_student();
        $generator = $this->getDataGenerator();
        $generator->enrol_user($paused->id, $this->course->id, 'student', 'manual', 0, 0, ENROL_USER_SUSPENDED);

        $receipts = $this->put(
            $this->generator->record($outsider, 'DB101', '70'),
            $this->generator->record($paused, 'DB101', '70')
        );

        $this->assertSame(['written', 'refused'], array_column($receipts, 'verdict'));
        $this->assertTrue(is_enrolled(\context_course::instance($this->course->id), $outsider->id, '', true));
        $this->assertSame('home-suspended-student', $receipts[1]['code']);
    }

    public function test_a_course_that_does_not_enrol_by_hand_refuses_the_outsider(): void {
        global $DB;

        set_config('enrol', 1, 'local_utqyr');
        set_config('enrolrole', $DB->get_field('role', 'id', ['shortname' => 'student']), 'local_utqyr');
        $DB->set_field('enrol', 'status', ENROL_INSTANCE_DISABLED, ['courseid' => $this->course->id, 'enrol' => 'manual']);
        $outsider = $this->generator->create_student();

        $receipt = $this->put($this->generator->record($outsider, 'DB101', '70'))[0];

        $this->assertSame(['refused', 'home-not-enrolled'], [$receipt['verdict'], $receipt['code']]);
        $this->assertSame(0, $DB->count_records('local_utqyr_line'));
    }

    public function test_the_course_total_may_be_the_target(): void {
        set_config('target', 'total', 'local_utqyr');
        set_config('grade_overridecat', 1);
        $this->generator->create_item($this->course, ['idnumber' => 'essay']);

        $first = $this->put_mark('80');
        $again = $this->put_mark('80', '80');
        $corrected = $this->put_mark('85', '80');

        $this->assertSame(['written', 'unchanged', 'written'], array_column([$first, $again, $corrected], 'verdict'));
        $this->assertSame(85.0, $this->total());
    }

    public function test_a_total_that_is_calculated_is_somebody_elses(): void {
        set_config('target', 'total', 'local_utqyr');
        set_config('grade_overridecat', 1);
        $item = $this->generator->create_item($this->course, ['idnumber' => 'essay']);
        $item->update_final_grade($this->student->id, 40, 'manual');

        $this->assertSame(['conflict', '40'], [$this->put_mark('80')['verdict'], $this->put_mark('80')['before']]);
    }

    public function test_totals_that_may_not_be_overridden_are_refused(): void {
        set_config('target', 'total', 'local_utqyr');
        set_config('grade_overridecat', 0);
        $this->generator->create_item($this->course, ['idnumber' => 'essay']);

        $this->assertSame('home-no-grade-item', $this->put_mark('80')['code']);
    }

    public function test_a_course_where_nothing_is_graded_has_no_total_to_write_to(): void {
        set_config('target', 'total', 'local_utqyr');
        set_config('grade_overridecat', 1);

        $this->assertSame('home-no-grade-item', $this->put_mark('80')['code']);
    }

    public function test_totals_stand_at_once_whether_computed_singly_or_together(): void {
        $students = [];
        for ($number = 0; $number < 12; $number++) {
            $students[] = $this->generator->create_student([$this->course]);
        }
        $essay = $this->generator->create_item($this->course, ['idnumber' => 'essay']);
        foreach ($students as $student) {
            $essay->update_final_grade($student->id, 50, 'manual');
        }
        $records = array_map(function (\stdClass $student): array {
            return $this->generator->record($student, 'DB101', '100');
        }, $students);

        $this->put(...$records); // Together: all of them.
        $this->put($this->generator->record($students[3], 'DB101', '0', '100')); // Singly: one of twelve.

        $totals = \grade_grade::fetch_users_grades(
            \grade_item::fetch_course_item($this->course->id),
            array_column($students, 'id')
        );
        $this->assertEquals(150, $totals[$students[0]->id]->finalgrade);
        $this->assertEquals(50, $totals[$students[3]->id]->finalgrade);
        $this->assertEquals(150, $totals[$students[11]->id]->finalgrade);
    }

    public function test_many_marks_in_a_much_larger_course_leave_its_totals_to_a_task(): void {
        $essay = $this->generator->create_item($this->course, ['idnumber' => 'essay']);
        $students = [];
        for ($number = 0; $number < 110; $number++) {
            $students[] = $this->generator->create_student([$this->course]);
        }
        $essay->needsupdate = 1; // Computes no totals here.
        foreach ($students as $student) {
            $essay->update_final_grade($student->id, 50, 'manual');
        }
        $essay->force_regrading();
        grade_regrade_final_grades($this->course->id);
        $this->generator->create_item($this->course);
        $courseitem = \grade_item::fetch_course_item($this->course->id);

        $this->put(...array_map(function (\stdClass $student): array {
            return $this->generator->record($student, 'DB101', '100');
        }, array_slice($students, 0, 11)));

        $this->assertNotEmpty(\grade_item::fetch(['id' => $courseitem->id])->needsupdate, 'Whoever looks has them computed.');
        $this->assertCount(1, \core\task\manager::get_adhoc_tasks(\local_utqyr\task\compute_totals::class));
        $this->runAdhocTasks(\local_utqyr\task\compute_totals::class);
        $this->assertEmpty(\grade_item::fetch(['id' => $courseitem->id])->needsupdate);
        $totals = \grade_grade::fetch_users_grades($courseitem, array_column($students, 'id'));
        $this->assertEquals(150, $totals[$students[10]->id]->finalgrade);
        $this->assertEquals(50, $totals[$students[11]->id]->finalgrade);
    }

    public function test_a_look_at_the_grades_between_two_marks_leaves_nothing_stale(): void {
        $students = [$this->generator->create_student([$this->course]), $this->generator->create_student([$this->course])];
        $this->generator->create_item($this->course);
        \core\event\manager::phpunit_replace_observers([[
            'eventname' => '\\local_utqyr\\event\\result_delivered',
            'callback' => self::class . '::look_at_the_grades',
        ]]);

        $this->put(
            $this->generator->record($students[0], 'DB101', '70'),
            $this->generator->record($students[1], 'DB101', '80')
        );

        $courseitem = \grade_item::fetch_course_item($this->course->id);
        $totals = \grade_grade::fetch_users_grades($courseitem, array_column($students, 'id'));
        $this->assertEquals([70, 80], [
            $totals[$students[0]->id]->finalgrade, $totals[$students[1]->id]->finalgrade,
        ]);
        $this->assertEmpty($courseitem->needsupdate);
    }

    /**
     * Have Moodle compute the totals, as the gradebook does for whoever opens it.
     *
     * @param \core\event\base $event
     */
    public static function look_at_the_grades(\core\event\base $event): void {
        grade_regrade_final_grades($event->courseid);
    }

    /**
     * Ways of putting a total together.
     *
     * @return array[]
     */
    public static function aggregations(): array {
        return ['sum' => [13], 'weighted mean' => [11], 'lowest' => [4], 'mean' => [0]]; // As GRADE_AGGREGATE_….
    }

    /**
     * A recalculation of the whole course changes nothing that a delivery left behind.
     *
     * @dataProvider aggregations
     * @param int $aggregation
     */
    public function test_totals_are_those_of_a_whole_recalculation(int $aggregation): void {
        $category = $this->getDataGenerator()->create_grade_category([
            'courseid' => $this->course->id, 'aggregation' => $aggregation,
        ]);
        $this->generator->create_item($this->course, ['categoryid' => $category->id]);
        $this->generator->create_item($this->course, ['categoryid' => $category->id, 'idnumber' => 'essay'])
            ->update_final_grade($this->student->id, 40, 'manual');
        $this->generator->create_item($this->course, ['idnumber' => 'project'])
            ->update_final_grade($this->student->id, 90, 'manual');

        $this->put_mark('60');
        $this->put_mark('70', '60');

        $left = $this->total();
        \grade_item::fetch_course_item($this->course->id)->force_regrading();
        $this->assertTrue(grade_regrade_final_grades($this->course->id));
        $this->assertNotNull($left);
        $this->assertSame($left, $this->total());
    }

    public function test_a_recalculation_that_waits_is_left_to_wait(): void {
        $this->put_mark('80');
        \grade_item::fetch_course_item($this->course->id)->force_regrading();

        $this->assertSame('written', $this->put_mark('85', '80')['verdict']);

        $this->assertEquals(85, $this->grade()->finalgrade);
        $this->assertNotEmpty(\grade_item::fetch_course_item($this->course->id)->needsupdate);
        grade_regrade_final_grades($this->course->id);
        $this->assertSame(85.0, $this->total());
    }

    public function test_looking_a_batch_up_costs_the_same_however_long_it_is(): void {
        global $DB;

        $students = [];
        for ($number = 0; $number < 30; $number++) {
            $students[] = $this->generator->create_student([$this->course]);
        }
        $records = array_map(function (\stdClass $student): array {
            return $this->generator->record($student, 'DB101', '70');
        }, $students);
        $this->put(...$records);

        $before = $DB->perf_get_queries();
        $this->put($records[0]);
        $one = $DB->perf_get_queries() - $before;
        $before = $DB->perf_get_queries();
        $this->put(...$records);
        $thirty = $DB->perf_get_queries() - $before;

        $this->assertSame($one, $thirty);
    }

    /**
     * Take the version that the next record is about to write, as nobody should be able to.
     *
     * @param \core\event\base $event
     */
    public static function take_the_next_version(\core\event\base $event): void {
        global $DB;

        $DB->insert_record('local_utqyr_line', (object) [
            'userid' => $event->relateduserid + 1,
            'entrykey' => 'DB101',
            'version' => 1,
            'status' => 'recognised',
            'fingerprint' => 'taken',
            'usermodified' => 2,
            'timecreated' => 1,
        ]);
    }

    public function test_a_fault_inside_one_record_undoes_it_and_no_other(): void {
        global $DB;

        $this->preventResetByRollback(); // The test's own transaction would be rolled back too.
        $first = $this->generator->create_student([$this->course]);
        $second = $this->generator->create_student([$this->course]); // Its id follows the first's.
        $this->put($this->generator->record($this->student, 'DB101', '60'));
        \core\event\manager::phpunit_replace_observers([[
            'eventname' => '\\local_utqyr\\event\\result_delivered',
            'callback' => self::class . '::take_the_next_version',
        ]]);

        $receipts = $this->put(
            $this->generator->record($first, 'DB101', '70'),
            $this->generator->record($second, 'DB101', '70'),
            $this->generator->record($this->student, 'DB101', '65', '60')
        );

        $this->assertDebuggingCalled();
        $this->assertSame(['written', 'refused', 'written'], array_column($receipts, 'verdict'));
        $this->assertSame(['home-refused', null, 0], [$receipts[1]['code'], $receipts[1]['now'], $receipts[1]['receipt']]);
        $key = ['itemid' => $this->item()->id, 'userid' => $second->id];
        $this->assertEmpty($DB->get_field('grade_grades', 'finalgrade', $key));
        $this->assertSame(0, $DB->count_records('local_utqyr_receipt', ['userid' => $second->id]));
    }

    public function test_events_tell_what_was_delivered(): void {
        $sink = $this->redirectEvents();

        $receipt = $this->put_mark('80');
        $this->put_mark('80');

        $events = array_values(array_filter($sink->get_events(), static function (\core\event\base $event): bool {
            return $event instanceof \local_utqyr\event\result_delivered;
        }));
        $this->assertCount(1, $events);
        $this->assertEquals($receipt['receipt'], $events[0]->objectid);
        $this->assertEquals($this->student->id, $events[0]->relateduserid);
        $this->assertEquals(\context_course::instance($this->course->id), $events[0]->get_context());
        $this->assertNotEmpty($events[0]->get_description());
        $this->assertNotEmpty($events[0]::get_name());
        $this->assertInstanceOf(\moodle_url::class, $events[0]->get_url());
        $graded = array_filter($sink->get_events(), static function (\core\event\base $event): bool {
            return $event instanceof \core\event\user_graded;
        });
        $this->assertNotEmpty($graded);
    }

    public function test_completion_follows_the_mark(): void {
        global $CFG;
        require_once($CFG->libdir . '/completionlib.php');
        $CFG->enablecompletion = 1;
        $course = $this->generator->create_component('CO101', ['enablecompletion' => 1]);
        $this->getDataGenerator()->enrol_user($this->student->id, $course->id, 'student');
        $assignment = $this->getDataGenerator()->create_module('assign', [
            'course' => $course->id,
            'cmidnumber' => 'utqyr',
            'grade' => 100,
            'completion' => COMPLETION_TRACKING_AUTOMATIC,
            'completiongradeitemnumber' => 0,
        ]);

        $this->put($this->generator->record($this->student, 'CO101', '80'));

        $cm = get_coursemodule_from_instance('assign', $assignment->id);
        $state = (new \completion_info($course))->get_data($cm, false, $this->student->id);
        $this->assertNotEquals(COMPLETION_INCOMPLETE, $state->completionstate);
    }

    public function test_more_than_five_hundred_records_are_refused_whole(): void {
        $record = $this->generator->record($this->student, 'DB101', '70');

        $this->expectExceptionObject(new \moodle_exception('toomanyrecords', 'local_utqyr', '', 500));
        $this->put(...array_fill(0, 501, $record));
    }

    public function test_no_records_only_try_the_rights(): void {
        $this->assertSame([], $this->put());
    }

    public function test_nobody_else_may_deliver(): void {
        $this->setUser($this->getDataGenerator()->create_user());

        $this->expectException(\required_capability_exception::class);
        $this->put();
    }
}
