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
 * What taking results back promises.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\external\withdraw_results
 * @covers     \local_utqyr\local\gradebook
 */
final class withdraw_results_test extends \advanced_testcase {
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
     * Deliver a mark with its line.
     *
     * @param string $percent
     */
    private function deliver(string $percent): void {
        put_results::execute([$this->generator->record($this->student, 'DB101', $percent)]);
    }

    /**
     * Take the student's result back.
     *
     * @param string|null $expected
     * @param array $more of the record
     * @return array receipt
     */
    private function withdraw(?string $expected, array $more = []): array {
        $record = $more + [
            'studentnumber' => $this->student->idnumber,
            'component' => 'DB101',
            'fingerprint' => 'withdrawn',
            'entry' => $this->generator->entry('DB101', ['status' => 'withdrawn', 'fingerprint' => 'line-withdrawn']),
        ] + ($expected === null ? [] : ['expected' => $expected]);
        $answer = withdraw_results::execute([$record]);

        return external_api::clean_returnvalue(withdraw_results::execute_returns(), $answer)['receipts'][0];
    }

    /**
     * Read the student's grade.
     *
     * @param \grade_item|false $item
     * @return \grade_grade
     */
    private function grade($item = false): \grade_grade {
        $item = $item ?: \grade_item::fetch(['courseid' => $this->course->id, 'idnumber' => 'utqyr']);

        return \grade_grade::fetch(['itemid' => $item->id, 'userid' => $this->student->id]);
    }

    public function test_the_mark_goes_and_the_trace_stays(): void {
        global $DB;

        $this->deliver('80');
        $sink = $this->redirectEvents();

        $receipt = $this->withdraw('80');

        $this->assertSame(['written', '80', null, 2], [
            $receipt['verdict'], $receipt['before'], $receipt['now'], $receipt['entryversion'],
        ]);
        $this->assertNull($this->grade()->finalgrade);
        $this->assertNull($this->grade()->feedback);
        $this->assertNull($this->grade(\grade_item::fetch_course_item($this->course->id))->finalgrade);
        $this->assertSame(
            ['recognised', 'withdrawn'],
            $DB->get_fieldset_sql('SELECT status FROM {local_utqyr_line} ORDER BY version')
        );
        $this->assertSame(['put', 'withdraw'], $DB->get_fieldset_sql('SELECT action FROM {local_utqyr_receipt} ORDER BY id'));
        $events = array_filter($sink->get_events(), static function (\core\event\base $event): bool {
            return $event instanceof \local_utqyr\event\result_withdrawn;
        });
        $this->assertCount(1, $events);
        $this->assertNotEmpty(reset($events)->get_description());
        $this->assertNotEmpty(reset($events)::get_name());
    }

    public function test_taking_back_twice_has_one_effect(): void {
        $this->deliver('80');
        $this->withdraw('80');

        $this->assertSame('unchanged', $this->withdraw('80')['verdict']);
    }

    public function test_a_teachers_mark_is_not_taken_back(): void {
        $this->deliver('80');
        \grade_item::fetch(['courseid' => $this->course->id, 'idnumber' => 'utqyr'])
            ->update_final_grade($this->student->id, 60, 'manual');

        $receipt = $this->withdraw('80');

        $this->assertSame(['conflict', 'home-changed-there', 1], [
            $receipt['verdict'], $receipt['code'], $receipt['entryversion'],
        ]);
        $this->assertEquals(60, $this->grade()->finalgrade);
    }

    public function test_where_nothing_was_written_only_the_line_is_withdrawn(): void {
        $receipt = $this->withdraw(null);

        $this->assertSame(['written', null, 1], [$receipt['verdict'], $receipt['now'], $receipt['entryversion']]);
        $this->assertFalse(\grade_item::fetch(['courseid' => $this->course->id, 'itemtype' => 'manual']));
    }

    public function test_without_a_component_only_the_line_is_withdrawn(): void {
        $this->deliver('80');

        $receipt = $this->withdraw(null, ['component' => '']);

        $this->assertSame(['written', 2], [$receipt['verdict'], $receipt['entryversion']]);
        $this->assertEquals(80, $this->grade()->finalgrade);
    }

    public function test_an_activitys_mark_is_taken_back(): void {
        $assignment = $this->getDataGenerator()->create_module('assign', [
            'course' => $this->course->id, 'cmidnumber' => 'utqyr', 'grade' => 100,
        ]);
        $this->deliver('80');

        $receipt = $this->withdraw('80');

        $this->assertSame(['written', null], [$receipt['verdict'], $receipt['now']]);
        $grade = $this->grade(\grade_item::fetch(['itemmodule' => 'assign', 'iteminstance' => $assignment->id]));
        $this->assertSame([null, null, null], [$grade->rawgrade, $grade->finalgrade, $grade->feedback]);
    }

    public function test_an_overridden_total_is_calculated_again(): void {
        set_config('target', 'total', 'local_utqyr');
        set_config('grade_overridecat', 1);
        $essay = $this->generator->create_item($this->course, ['idnumber' => 'essay']);
        $this->deliver('80');
        $this->assertEquals(80, $this->grade(\grade_item::fetch_course_item($this->course->id))->finalgrade);

        $receipt = $this->withdraw('80');

        $this->assertSame(['written', null], [$receipt['verdict'], $receipt['now']]);
        $total = $this->grade(\grade_item::fetch_course_item($this->course->id));
        $this->assertEmpty($total->overridden);
        $essay->update_final_grade($this->student->id, 40, 'manual');
        $this->assertEquals(40, $this->grade(\grade_item::fetch_course_item($this->course->id))->finalgrade);
    }

    public function test_nobody_else_may_withdraw(): void {
        $this->setUser($this->getDataGenerator()->create_user());

        $this->expectException(\required_capability_exception::class);
        withdraw_results::execute([]);
    }
}
